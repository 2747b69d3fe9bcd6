package rules

import (
	"embed"
	"io/fs"
	"strings"
	"sync"
)

//go:embed gazetteer/*.tsv
var gazetteer embed.FS

// Name is an entry of the gazetteer: somebody or something that reports on
// attacks and mining name.
type Name struct {
	Kind      string   // actor, tool, firm, place, technology: the name of the list
	Canonical string   // under which all variants are told
	Subject   bool     // a text that names it may be about attacks or mining; others are only stated
	Variants  []string // without accents; see the head of the lists for capitals and *
	Origin    string   // where the name is from
}

// Gazetteer gives the names, by kind and in the order of the lists.
var Gazetteer = sync.OnceValue(func() []Name {
	var all []Name
	files, _ := fs.Glob(gazetteer, "gazetteer/*.tsv")
	for _, file := range files {
		b, _ := gazetteer.ReadFile(file)
		kind := strings.TrimSuffix(strings.TrimPrefix(file, "gazetteer/"), ".tsv")
		for line := range strings.Lines(string(b)) {
			field := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
			if len(field) != 4 || strings.HasPrefix(line, "#") {
				continue
			}
			all = append(all, Name{Kind: kind, Canonical: field[0], Subject: field[1] == "subject", Variants: strings.Split(field[2], ";"), Origin: field[3]})
		}
	}
	return all
})
