package collection

import (
	"io"
	"path/filepath"
	"strings"

	"lamproom/evidence"
	"lamproom/format/collector"
)

// collected is a folder that a collector of evidence laid out.
type collected struct {
	collector.Collection
	folder string // with its separator
	host   string
}

// recognise looks whether a folder is one that a collector laid out, by the names
// in it and in those of its folders that would tell.
func (c *walker) recognise(folder string, batch []entry) *collected {
	var names collector.Recogniser
	for _, e := range batch {
		name := e.name()
		if !e.typ.IsDir() {
			if e.typ.IsRegular() {
				names.Name(name)
			}
			continue
		}
		names.Name(name + "/")
		if !collector.Telling(name) {
			continue
		}
		inner, _, _, _ := c.list(join(folder, name), false, "", false) // an error is told when the walk comes there
		for _, e := range inner {
			if e.typ.IsDir() {
				names.Name(name + "/" + e.name() + "/")
			} else {
				names.Name(name + "/" + e.name())
			}
		}
	}
	found, ok := names.Collection()
	if !ok || found.Prefix != "" { // a folder in it is: that is seen when the walk comes there
		return nil
	}
	k := &collected{Collection: found, folder: join(folder, "")}
	for _, name := range manifests(found, batch) {
		if k.host = found.Host(c.content(join(folder, filepath.FromSlash(name)))); k.host != "" {
			return k
		}
	}
	k.host = found.HostOfName(strings.TrimSuffix(k.folder, string(filepath.Separator)))
	return k
}

// manifests lists the files that may name the machine.
func manifests(found collector.Collection, batch []entry) (out []string) {
	for _, e := range batch {
		if e.typ.IsRegular() && found.Manifest(e.name()) {
			out = append(out, e.name())
		}
	}
	for _, deep := range []string{"etc/hostname", "sos_commands/host/hostname"} {
		if found.Manifest(deep) {
			out = append(out, deep)
		}
	}
	return out
}

// content returns the first bytes of a regular file, nil where it cannot be read:
// that is told when the file itself is examined.
func (c *walker) content(name string) []byte {
	info, err := c.sys.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := c.sys.Open(name, false)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	b, _ := io.ReadAll(io.LimitReader(f, collector.MaxManifest))
	return b
}

// mark tells in the origin of a file what the collection says of it.
func (k *collected) mark(o *evidence.Origin) {
	if k == nil {
		return
	}
	rest, ok := strings.CutPrefix(o.Path, k.folder)
	if !ok {
		return
	}
	o.Collector, o.Host = string(k.Tool), k.host
	o.Original, _ = k.Original(filepath.ToSlash(rest))
}
