// Package behaviour matches what a script does against rules that are data:
// which program is started with which arguments, and what is written to which
// file. It does not judge: what a match means is for a detector to say.
//
// A rule stands in a file under rules/behaviour (see [Load]) with its own
// examples, each of them a script: those under yes must match, those under no
// must not. The tests run all of them.
//
//   - id: persistence.systemd
//     title: A unit of systemd is written
//     severity: info      # by itself; quiet: not told unless something else in the place is
//     beside: high        # beside mining or hiding
//     techniques: [T1543.002]
//     subject: unit       # kind of what the finding is about
//     when:
//   - program: systemctl
//     args: '^enable\b.*?(?P<name>\S+)$'
//   - written: '/systemd/(system|user)/(?P<name>[^/]+\.(service|timer))$'
//     yes: ["systemctl enable x"]
//     no: ["systemctl status x"]
//
// Patterns are regular expressions of package regexp, letter case ignored. Those
// of args see the arguments joined by one blank, without the program. The group
// name is what it is done to; port and value are appended to it (host:port,
// key\value), and also, of a text, is a second thing that it is done to.
package behaviour

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"lamproom/internal/literal"
	"lamproom/observation"
)

// Rule is one thing that a script may do.
type Rule struct {
	ID         string   `yaml:"id"`
	Title      string   `yaml:"title"`
	Severity   string   `yaml:"severity"` // quiet, info, low, medium, high
	Beside     string   `yaml:"beside"`   // severity beside mining or hiding; that by itself if empty
	Techniques []string `yaml:"techniques"`
	Subject    string   `yaml:"subject"`
	Gather     bool     `yaml:"gather"` // one finding for all that it was done to
	Shell      string   `yaml:"shell"`  // of the examples: posix if empty, or cmd
	When       []When   `yaml:"when"`
	Yes        []string `yaml:"yes"`
	No         []string `yaml:"no"`
}

// When is one way to do it. All conditions given must hold.
type When struct {
	Program string `yaml:"program"` // names, separated by blanks, without their folder and .exe
	Words   string `yaml:"words"`   // instead of a program: one of them stands among the arguments; at least four letters each
	Args    string `yaml:"args"`
	Unless  string `yaml:"unless"`
	Output  string `yaml:"output"` // the file that the output goes to
	Piped   string `yaml:"piped"`  // programs one of which reads the output
	Written string `yaml:"written"`
	Text    string `yaml:"text"` // what is written
	Name    string `yaml:"name"` // of the subject, where no pattern has a group of that name

	Subject string `yaml:"subject"` // kind of the subject, where it is another than the rule's
	Each    bool   `yaml:"each"`    // every argument that is no option is a subject of its own
	Whole   bool   `yaml:"whole"`   // the whole statement is the name

	rule                                *Rule
	args, unless, output, written, text *regexp.Regexp
	piped                               []string
}

// Match is a rule that fits a fact.
type Match struct {
	*Rule
	Name string // of what it was done to; "" where that is not told
	Kind string // of what it was done to
}

// Set is a compiled set of rules. It is immutable.
type Set struct {
	Rules    []*Rule
	programs map[string][]*When
	words    *literal.Set
	byWord   [][]*When
	written  []*When
}

// Load reads the rules of all *.yml files of a folder.
func Load(files fs.FS, folder string) (*Set, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.yml"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	s := &Set{programs: map[string][]*When{}}
	words := map[string]int{}
	var list []string
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var rules []*Rule
		d := yaml.NewDecoder(strings.NewReader(string(b)))
		d.KnownFields(true)
		if err := d.Decode(&rules); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, r := range rules {
			if r.ID == "" || r.Title == "" || r.Subject == "" || len(r.When) == 0 {
				return nil, fmt.Errorf("%s: rule %q lacks an id, a title, a subject or a condition", name, r.ID)
			}
			s.Rules = append(s.Rules, r)
			for i := range r.When {
				w := &r.When[i]
				if err := w.compile(r); err != nil {
					return nil, fmt.Errorf("%s: rule %s: %w", name, r.ID, err)
				}
				switch {
				case w.Written != "":
					s.written = append(s.written, w)
				case w.Program != "":
					for _, p := range strings.Fields(w.Program) {
						s.programs[p] = append(s.programs[p], w)
					}
				case w.Words != "":
					for _, word := range strings.Fields(w.Words) {
						i, ok := words[word]
						if !ok {
							i = len(list)
							words[word] = i
							list = append(list, word)
							s.byWord = append(s.byWord, nil)
						}
						s.byWord[i] = append(s.byWord[i], w)
					}
				default:
					return nil, fmt.Errorf("%s: rule %s: a condition names no program, no word and no file", name, r.ID)
				}
			}
		}
	}
	s.words = literal.Compile(list...)
	return s, nil
}

func (w *When) compile(r *Rule) error {
	w.rule = r
	w.piped = strings.Fields(w.Piped)
	for _, p := range []struct {
		text string
		to   **regexp.Regexp
	}{{w.Args, &w.args}, {w.Unless, &w.unless}, {w.Output, &w.output}, {w.Written, &w.written}, {w.Text, &w.text}} {
		if p.text == "" {
			continue
		}
		re, err := regexp.Compile("(?is)" + p.text)
		if err != nil {
			return err
		}
		*p.to = re
	}
	return nil
}

// maxArgs is how many bytes of the arguments of a command are looked at.
const maxArgs = 8 << 10

// Joined returns the arguments of a command joined by blanks, cut to what is
// looked at.
func Joined(c observation.CommandLine) string {
	var b strings.Builder
	for i, a := range c.Argv {
		if i == 0 {
			continue
		}
		if b.Len()+len(a.Text) >= maxArgs {
			b.WriteString(a.Text[:max(0, min(len(a.Text), maxArgs-b.Len()))])
			break
		}
		if i > 1 {
			b.WriteByte(' ')
		}
		b.WriteString(a.Text)
	}
	return b.String()
}

// Program is the program of a command without its folder and .exe.
func Program(c observation.CommandLine) string {
	return strings.TrimSuffix(c.Program(), ".exe")
}

// Command returns the rules that a command fits, in the order of the rules; each
// at most once. joined are its arguments, see [Joined].
func (s *Set) Command(c observation.CommandLine, joined string) []Match {
	var out []Match
	try := func(w *When) {
		if slices.ContainsFunc(out, func(m Match) bool { return m.Rule == w.rule }) {
			return
		}
		if name, ok := w.fits(c, joined); ok {
			for _, n := range w.each(c, name) {
				out = append(out, Match{w.rule, n, w.kind()})
			}
		}
	}
	for _, w := range s.programs[Program(c)] {
		try(w)
	}
	s.words.Each([]byte(joined), func(i, _ int) bool {
		for _, w := range s.byWord[i] {
			try(w)
		}
		return true
	})
	return out
}

// maxEach is how many subjects one command has.
const maxEach = 32

// each returns the names of the subjects of a command that fits.
func (w *When) each(c observation.CommandLine, name string) []string {
	if !w.Each {
		return []string{name}
	}
	var out []string
	for _, a := range c.Argv[1:] {
		if a.Text != "" && !strings.ContainsRune("-+=", rune(a.Text[0])) && len(out) < maxEach {
			out = append(out, a.Text)
		}
	}
	if len(out) == 0 {
		return []string{name}
	}
	return out
}

func (w *When) kind() string {
	if w.Subject != "" {
		return w.Subject
	}
	return w.rule.Subject
}

func (w *When) fits(c observation.CommandLine, joined string) (name string, ok bool) {
	name = w.Name
	if w.output != nil {
		if c.Output == "" || !w.named(w.output, c.Output, &name) {
			return "", false
		}
	}
	if w.args != nil && !w.named(w.args, joined, &name) {
		return "", false
	}
	if w.unless != nil && w.unless.MatchString(joined) {
		return "", false
	}
	if len(w.piped) > 0 && !slices.ContainsFunc(c.PipedTo, func(p string) bool { return slices.Contains(w.piped, p) }) {
		return "", false
	}
	if w.Whole {
		name = strings.TrimSpace(Program(c) + " " + joined)
	}
	return name, true
}

// named reports whether a text fits, and takes the group "name" of the pattern.
func (w *When) named(re *regexp.Regexp, text string, name *string) bool {
	i := re.SubexpIndex("name")
	if i < 0 {
		return re.MatchString(text)
	}
	m := re.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	if m[i] != "" {
		*name = strings.Trim(m[i], `"'`)
		for _, g := range []struct{ group, between string }{{"port", ":"}, {"value", `\`}} {
			if j := re.SubexpIndex(g.group); j >= 0 && m[j] != "" {
				*name += g.between + strings.Trim(m[j], `"'`)
			}
		}
	}
	return true
}

// Written returns the rules that a written file fits.
func (s *Set) Written(f observation.Written) []Match {
	if f.Path == "" {
		return nil
	}
	var out []Match
	for _, w := range s.written {
		if slices.ContainsFunc(out, func(m Match) bool { return m.Rule == w.rule }) {
			continue
		}
		name := ""
		if !w.named(w.written, f.Path, &name) {
			continue
		}
		if w.text != nil && !w.named(w.text, f.Text.Text, &name) || w.unless != nil && w.unless.MatchString(f.Text.Text) {
			continue
		}
		if name == "" {
			name = w.Name
		}
		if name == "" {
			name = f.Path
		}
		out = append(out, Match{w.rule, name, w.kind()})
		if w.text != nil {
			if i := w.text.SubexpIndex("also"); i >= 0 {
				if m := w.text.FindStringSubmatch(f.Text.Text); m != nil && m[i] != "" {
					out = append(out, Match{w.rule, m[i], w.kind()})
				}
			}
		}
	}
	return out
}
