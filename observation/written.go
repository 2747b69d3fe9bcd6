package observation

import "iter"

// KindWritten is the kind of [Written].
const KindWritten Kind = "written"

// Written is a file that a script writes, line by line or as a whole: a unit, a
// crontab, a key. What it would hold is put together from the script's text;
// nothing is run.
type Written struct {
	Path    string // as the script names it, variables filled in; "" where unknown
	Text    Value  // what is written, cut to 4 KiB; its citation is where that stands in the script
	Append  bool   // added to what is there
	Setting Setting
}

// Kind implements [Fact].
func (Written) Kind() Kind { return KindWritten }

// Field implements [Fact]. Names follow the field names of public rules.
func (w Written) Field(name string) iter.Seq[Value] {
	switch name {
	case "TargetFilename":
		return values(Value{Text: w.Path, At: w.Text.At})
	case "Contents":
		return values(w.Text)
	}
	return values()
}
