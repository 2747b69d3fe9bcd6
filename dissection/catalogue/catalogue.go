// Package catalogue is the one visible list of dissectors.
package catalogue

import (
	"lamproom/dissection"
	"lamproom/dissection/advisory"
	"lamproom/dissection/archive"
	"lamproom/dissection/compound"
	"lamproom/dissection/launcher"
	"lamproom/dissection/selfextract"
	"lamproom/dissection/text"
	"lamproom/dissection/webpage"
)

// All returns every dissector, in the order they are asked: the first that
// accepts an evidence reads it. The passwords are tried on encrypted archives.
func All(passwords []string) []dissection.Dissector {
	return []dissection.Dissector{
		archive.New(passwords),
		compound.New(),
		launcher.New(),
		selfextract.New(text.New(), text.NewData()),
		webpage.New(text.New()),
		advisory.NewPDF(),
		text.New(),
		text.NewData(), // takes whatever is left
		advisory.New(), // follows behind text that is prose
	}
}
