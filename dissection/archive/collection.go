package archive

import (
	"io"
	"strings"

	"lamproom/evidence"
	"lamproom/format/archive"
	"lamproom/format/collector"
)

// maxListed bounds the members whose names are looked at before the first is
// read.
const maxListed = 200_000

// collection is what a collector of evidence tells by the names in its archive.
type collection struct {
	collector.Collection
	host string
}

// recognise looks at the names of an archive, and where they are those of a
// collection reads the file in which the collector tells of the machine. Only
// formats are looked at in which names cost little: what compresses many members
// as one is not unpacked for it.
func recognise(ev *evidence.Evidence, f archive.Format, src evidence.Source, opts archive.Options) *collection {
	if f != archive.Zip && f != archive.Tar {
		return nil
	}
	var names collector.Recogniser
	n := 0
	for m, err := range archive.Members(f, src, src.Size(), archive.Options{}) {
		if n++; n > maxListed {
			break
		}
		if err == nil && m.Mode.IsRegular() {
			names.Name(m.Name)
		}
	}
	found, ok := names.Collection()
	if !ok {
		return nil
	}
	c := &collection{Collection: found}
	n = 0
	for m, err := range archive.Members(f, src, src.Size(), opts) {
		if n++; n > maxListed || c.host != "" {
			break
		}
		if err == nil && m.Mode.IsRegular() && found.Manifest(m.Name) {
			c.host = found.Host(manifest(m))
		}
	}
	if c.host == "" && found.Prefix != "" {
		c.host = found.HostOfName(strings.TrimSuffix(found.Prefix, "/"))
	}
	for e := ev; c.host == "" && e != nil; e = e.Within.Evidence { // HOST.tar in HOST.tar.gz, data.zip in HOST.zip
		c.host = found.HostOfName(e.Name[strings.LastIndexByte(e.Name, '!')+1:])
		if e.Within == nil {
			break
		}
	}
	return c
}

func manifest(m archive.Member) []byte {
	r, err := m.Open()
	if err != nil {
		return nil
	}
	defer r.Close()
	b, _ := io.ReadAll(io.LimitReader(r, collector.MaxManifest)) // what was read before an error may tell enough
	return b
}

// mark tells in the origin of a member what the collection says of it.
func (c *collection) mark(o *evidence.Origin, name string) {
	if c == nil {
		return
	}
	o.Collector, o.Host = string(c.Tool), c.host
	o.Original, _ = c.Original(name)
}
