// Package collection takes evidence in: it walks the files and folders that
// are named on the command line and gives each file as a source of bytes. What
// is not read, by rule or for want of access, is given as a
// [dissection.Refusal], so that nothing is dropped in silence.
//
// The rules:
//
//   - Every file once, in the order of its path, however and how often the
//     paths were named.
//   - A symbolic link is followed where it was named on the command line, never
//     inside a folder: what it points to inside the tree is examined there, and
//     what lies outside was not asked for.
//   - Only regular files are read. Opening a fifo or a device can block, or set
//     something off.
//   - A file is opened when it is first read and read up to the size it had
//     then; what happens to it meanwhile is told (see [dissection.Watcher]).
package collection

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"lamproom/dissection"
	"lamproom/evidence"
)

// Options for collecting.
type Options struct {
	// Progress is called for every file found, with the files and bytes found
	// so far, in the goroutine that pulls the sources. It may be nil.
	Progress func(files int, bytes int64)
	// Stdin is read where a path is "-"; nil: "-" is a file of that name.
	Stdin io.Reader
}

// Sources yields the files that the paths name and those in the folders they
// name. The sources are to be closed, see [io.Closer]; until they are first
// read they hold nothing. It stops when the context ends.
func Sources(ctx context.Context, paths []string, opts Options) iter.Seq2[*evidence.Evidence, evidence.Source] {
	return func(yield func(*evidence.Evidence, evidence.Source) bool) {
		c := &walker{ctx: ctx, opts: opts, yield: yield, sys: realSystem{}}
		c.collect(paths)
	}
}

// system is what the walk needs of the machine; tests put another in its place.
type system interface {
	// Open opens for reading without waiting, and not through a link if that
	// is the last element of the path and follow is false.
	Open(path string, follow bool) (*os.File, error)
	Stat(path string) (fs.FileInfo, error)  // follows links
	Lstat(path string) (fs.FileInfo, error) // does not
}

type realSystem struct{}

func (realSystem) Open(path string, follow bool) (*os.File, error) { return openFile(path, follow) }
func (realSystem) Stat(path string) (fs.FileInfo, error)           { return os.Stat(path) }
func (realSystem) Lstat(path string) (fs.FileInfo, error)          { return os.Lstat(path) }

type walker struct {
	ctx   context.Context
	opts  Options
	yield func(*evidence.Evidence, evidence.Source) bool
	sys   system
	real  []string // the real paths of the roots: what lies below one of them is inside the tree
	in    *collected

	files int
	bytes int64
}

// root is a path that was named.
type root struct {
	name string // as it was named
	real string // absolute and without links; "" if there is no such file
	info fs.FileInfo
	err  error
}

func (c *walker) collect(paths []string) {
	for _, r := range c.roots(paths) {
		var more bool
		switch {
		case r.name == "-" && c.opts.Stdin != nil:
			more = c.standardInput()
		case r.err != nil:
			more = c.refuse(r.name, r.err)
		case r.info.IsDir():
			more = c.folder(r.name, true, nil)
		default:
			more = c.file(r.name, r.info, true)
		}
		if !more {
			return
		}
	}
}

// roots sorts the paths, and leaves out those that were named twice or lie in a
// folder that was named, too.
func (c *walker) roots(paths []string) []root {
	var all []root
	for _, p := range paths {
		r := root{name: clean(p)}
		if r.name == "-" && c.opts.Stdin != nil {
			all = append(all, r)
			continue
		}
		if r.info, r.err = c.sys.Stat(r.name); r.err == nil {
			if real, err := filepath.EvalSymlinks(r.name); err == nil {
				if abs, err := filepath.Abs(real); err == nil {
					r.real = abs
				}
			}
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b root) int { return strings.Compare(a.key(), b.key()) })
	all = slices.CompactFunc(all, func(a, b root) bool { return a.name == b.name })
	var out []root
	for i, r := range all {
		inside := slices.ContainsFunc(all, func(o root) bool {
			return r.real != "" && o.real != "" && o.info.IsDir() && o.real != r.real && below(r.real, o.real)
		})
		again := slices.ContainsFunc(all[:i], func(o root) bool { return r.real != "" && o.real == r.real })
		if inside || again {
			continue
		}
		out = append(out, r)
		if r.real != "" {
			c.real = append(c.real, r.real)
		}
	}
	return out
}

// key orders a folder where its files belong among other paths.
func (r root) key() string {
	if r.info != nil && r.info.IsDir() {
		return withSlash(r.name)
	}
	return r.name
}

func withSlash(name string) string {
	if name != "" && os.IsPathSeparator(name[len(name)-1]) {
		return name
	}
	return name + string(filepath.Separator)
}

// clean makes two spellings of a path one. A path with ".." is kept: behind a
// link that means another folder than its spelling says.
func clean(p string) string {
	if p == "" || slices.Contains(strings.FieldsFunc(p, func(r rune) bool { return r < 128 && os.IsPathSeparator(uint8(r)) }), "..") {
		return p
	}
	return filepath.Clean(p)
}

// below reports whether a real path is that of a folder or lies in it.
func below(p, folder string) bool {
	return p == folder || strings.HasPrefix(p, withSlash(folder))
}

// place is a folder on the way from a root to where the walk is.
type place struct {
	info fs.FileInfo
	up   *place
}

// folder walks a folder, its entries in the order of their paths.
func (c *walker) folder(name string, follow bool, up *place) bool {
	var last string
	for pass := 0; ; pass++ {
		batch, rest, here, err := c.list(name, follow, last, pass > 0)
		if here != nil {
			for p := up; p != nil; p = p.up {
				if os.SameFile(p.info, here) {
					return c.emit(name, 0, dissection.Refusal{Reason: "a folder that contains itself: examined once", Policy: true})
				}
			}
		}
		if pass == 0 && c.in == nil {
			if c.in = c.recognise(name, batch); c.in != nil {
				defer func() { c.in = nil }()
			}
		}
		below := &place{here, up}
		for _, e := range batch {
			if c.ctx.Err() != nil {
				return false
			}
			if !c.entry(join(name, e.name()), e, below) {
				return false
			}
		}
		if err != nil {
			return c.refuse(name, err)
		}
		if !rest {
			return true
		}
		last = batch[len(batch)-1].key
	}
}

func join(folder, name string) string {
	if folder == "." {
		return name
	}
	return withSlash(folder) + name
}

// entry is what a folder says of a file: its sort key (a folder's ends in a
// separator, so that entries come in the order of whole paths) and type.
type entry struct {
	key string
	typ fs.FileMode
}

func (e entry) name() string {
	if e.typ.IsDir() {
		return e.key[:len(e.key)-1]
	}
	return e.key
}

// listed is how many names of a folder are held at a time. A larger folder is
// read again for the names that follow. Only tests change it.
var listed = 1 << 17

// list returns the first entries of a folder behind the key last, in their
// order, and whether more follow. What was read before an error is returned with it.
func (c *walker) list(name string, follow bool, last string, again bool) (batch []entry, rest bool, info fs.FileInfo, err error) {
	f, err := c.sys.Open(name, follow)
	if err != nil {
		return nil, false, nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, false, nil, err
	}
	if !info.IsDir() {
		return nil, false, nil, errChanged
	}
	byKey := func(a, b entry) int { return strings.Compare(a.key, b.key) }
	for {
		if err := c.ctx.Err(); err != nil {
			return nil, false, info, err
		}
		chunk, err := f.ReadDir(1024)
		for _, d := range chunk {
			e := entry{d.Name(), d.Type()}
			if d.IsDir() {
				e.key += string(filepath.Separator)
			}
			if again && e.key <= last {
				continue
			}
			e.key = strings.Clone(e.key)
			batch = append(batch, e)
		}
		if len(batch) >= 2*listed {
			slices.SortFunc(batch, byKey)
			clear(batch[listed:])
			batch, rest = batch[:listed], true
		}
		if err == io.EOF || err == nil && len(chunk) == 0 {
			slices.SortFunc(batch, byKey)
			if len(batch) > listed {
				batch, rest = batch[:listed], true
			}
			return batch, rest, info, nil
		}
		if err != nil {
			slices.SortFunc(batch, byKey)
			return batch, false, info, err
		}
	}
}

var errChanged = errors.New("it became another kind of file while the folder was walked")

// entry examines what stands in a folder.
func (c *walker) entry(name string, e entry, up *place) bool {
	switch {
	case e.typ.IsDir():
		return c.folder(name, false, up)
	case e.typ&fs.ModeSymlink != 0:
		return c.emit(name, 0, dissection.Refusal{Reason: c.link(name), Policy: true})
	case e.typ.IsRegular():
		info, err := c.sys.Lstat(name)
		if err != nil {
			return c.refuse(name, err)
		}
		return c.file(name, info, false)
	}
	return c.emit(name, 0, special(e.typ))
}

// link says what becomes of a link inside a folder.
func (c *walker) link(name string) string {
	target, err := filepath.EvalSymlinks(name)
	if err == nil {
		target, err = filepath.Abs(target)
	}
	switch {
	case err == nil && slices.ContainsFunc(c.real, func(r string) bool { return below(target, r) }):
		return "a symbolic link into the same folder: examined where it points to"
	case errors.Is(err, fs.ErrNotExist):
		return "a symbolic link to nothing"
	case err == nil:
		return "a symbolic link out of the folder: not followed; name its target to have it examined"
	}
	return "a symbolic link that leads nowhere: not followed"
}

// special says why a file that is not regular is not read.
func special(mode fs.FileMode) dissection.Refusal {
	what := "a special file"
	switch {
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	case mode&fs.ModeNamedPipe != 0:
		what = "a fifo"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	}
	return dissection.Refusal{Reason: what + ": not read", Policy: true}
}

func (c *walker) file(name string, info fs.FileInfo, follow bool) bool {
	if !info.Mode().IsRegular() {
		return c.emit(name, 0, special(info.Mode()))
	}
	return c.emit(name, info.Size(), &file{sys: c.sys, path: name, follow: follow, listed: info.Size()})
}

func (c *walker) refuse(name string, err error) bool {
	return c.emit(name, 0, dissection.Refusal{Reason: plain(err)})
}

func (c *walker) emit(name string, size int64, src evidence.Source) bool {
	if c.ctx.Err() != nil {
		return false
	}
	c.files++
	c.bytes += size
	if c.opts.Progress != nil {
		c.opts.Progress(c.files, c.bytes)
	}
	ev := &evidence.Evidence{Name: name, Size: size, Origin: evidence.Origin{Path: name}}
	c.in.mark(&ev.Origin)
	return c.yield(ev, src)
}

// standardInput gives what is piped into the program.
func (c *walker) standardInput() bool {
	spool, err := dissection.NewSpool("", dissection.DefaultBudget().Memory)
	if err != nil {
		return c.refuse("-", err)
	}
	piece, err := spool.Keep(c.ctx, c.opts.Stdin, dissection.NewMeter(dissection.DefaultBudget()))
	if !c.emit("-", piece.Size(), piece) {
		return false
	}
	if err != nil {
		return c.refuse("-", err)
	}
	return true
}

// plain says in words what to do about an error.
func plain(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "permission denied: run as root, or copy the file to where it can be read"
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file, or it vanished"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "its path is too long for the system"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "too many open files: raise the limit (ulimit -n)"
	case errors.Is(err, syscall.ELOOP):
		return "it became a symbolic link: not followed"
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
