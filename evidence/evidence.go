// Package evidence holds the words every other package speaks in: what was
// looked at ([Evidence]), where its bytes come from ([Source]), and the place
// of a statement in them ([Locator], [Citation]).
//
// Terms, used in one meaning throughout Lamproom:
//
//   - evidence: one sequence of bytes that was examined; a file, a member of an
//     archive, a decoded layer. Equal bytes are the same evidence.
//   - origin: how that sequence came to us (its path, or how it was decoded).
//   - role: whose machine the bytes speak of, see [Role].
//   - locator: a place in an evidence; citation: a locator with the bytes there.
package evidence

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// ID is the SHA-256 of the bytes of an evidence.
type ID [32]byte

// String returns the ID in lower-case hexadecimal, 64 digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// IsZero reports whether the identity is not known: the bytes were not read to
// their end.
func (id ID) IsZero() bool { return id == ID{} }

// MarshalText implements encoding.TextMarshaler.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) != 64 {
		return fmt.Errorf("evidence id: want 64 hexadecimal digits, got %d characters", len(b))
	}
	_, err := hex.Decode(id[:], b)
	return err
}

// Kind says what sort of bytes an evidence holds, recognised from the bytes:
// "text", "script", "json", "pe", "zip" … "data" where nothing was recognised.
type Kind string

// Role says whose machine an evidence speaks of. It is inherited by what is
// nested in it. Only observed facts reach the verdict on mining.
type Role uint8

const (
	// Observed bytes were taken from the machine or network in question.
	Observed Role = iota
	// Reported bytes are prose about other machines: advisories, articles, manuals.
	Reported
	// Declared is the owner's word, given apart from the evidence.
	Declared
)

var roleNames = [...]string{"observed", "reported", "declared"}

func (r Role) String() string { return roleNames[r] }

// MarshalText implements encoding.TextMarshaler.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Role) UnmarshalText(b []byte) error {
	for i, name := range roleNames {
		if name == string(b) {
			*r = Role(i)
			return nil
		}
	}
	return fmt.Errorf("unknown role %q", b)
}

// Evidence is one sequence of bytes under examination. A pointer to it stands
// for it while the walk goes on; its ID is known once all its bytes were read.
type Evidence struct {
	ID     ID
	Kind   Kind
	Name   string // as the system or archive gives it: any bytes, not always UTF-8
	Size   int64  // in bytes, as read
	Role   Role
	Origin Origin
	Within *Locator // the bytes of the outer evidence that this came out of; nil for a file
}

// Origin tells how the bytes were come by, so that anyone can do it again.
type Origin struct {
	Path   string `json:"path,omitempty"`   // path as named on the command line, slashes as the system writes them
	Member string `json:"member,omitempty"` // name inside an archive
	Recipe string `json:"recipe,omitempty"` // how a layer was decoded: "gzip", "base64" …
	// Reading says that the bytes are the text that people see of a document.
	// Nothing runs them: they are prose whatever they look like.
	Reading bool `json:"-"`
	// What a collector of evidence says of the file. It is the word of the
	// collection and a label: nothing is read under it.
	Collector string `json:"collector,omitempty"` // who laid the file out: "uac", "kape" …
	Original  string `json:"original,omitempty"`  // path on the machine; "" for what the collector wrote itself
	Host      string `json:"host,omitempty"`      // name of the machine
}

// Source gives the bytes of an evidence. Reads may fail in places (bad
// sectors, a file that shrank); Size is what was known when it was opened.
type Source interface {
	io.ReaderAt
	Size() int64
}

// HeadSize is how many leading bytes a [Head] shows at most.
const HeadSize = 4096

// Head is what a dissector may look at before it accepts an evidence.
type Head struct {
	Name  string
	Size  int64
	Bytes []byte // the first HeadSize bytes, or all
}

// Path returns the name by which to tell what the evidence is: its path on the
// machine where a collector tells that, and else its name.
func (e *Evidence) Path() string {
	if e.Origin.Original != "" {
		return e.Origin.Original
	}
	return e.Name
}

// MachinePath returns the path that the bytes had on the machine they were taken
// from, "" where it is not known. Layers decoded out of a file are that file's.
// Inside an ordinary archive the members' names are the machine's; the path of a
// file outside is the examiner's own and says nothing.
func (e *Evidence) MachinePath() string {
	for {
		switch o := e.Origin; {
		case o.Original != "" || o.Collector != "":
			return o.Original
		case o.Member != "" && o.Recipe == "":
			return "/" + strings.TrimLeft(strings.TrimPrefix(strings.ReplaceAll(o.Member, `\`, "/"), "./"), "/")
		}
		if e.Within == nil || e.Within.Evidence == nil {
			return ""
		}
		e = e.Within.Evidence
	}
}

// Root returns the outermost evidence this one came out of: the file, or e itself.
func (e *Evidence) Root() *Evidence {
	for e.Within != nil && e.Within.Evidence != nil {
		e = e.Within.Evidence
	}
	return e
}
