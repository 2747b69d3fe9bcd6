package html

import "fmt"

// TLP is a marking of the Traffic Light Protocol, version 2.0 (FIRST, 2022): with
// whom a document may be shared.
type TLP string

// Markings.
const (
	Clear       TLP = "clear"
	Green       TLP = "green"
	Amber       TLP = "amber"
	AmberStrict TLP = "amber+strict"
	Red         TLP = "red"
)

// TLPs lists the markings, the widest first.
func TLPs() []TLP { return []TLP{Clear, Green, Amber, AmberStrict, Red} }

// marking is a TLP as a page shows it. Chosen is false where nobody chose: a page
// that nobody marked is amber, since it names what lies on somebody's machine.
type marking struct {
	Label, Class, Means string
	Chosen              bool
}

func (t TLP) marking() marking {
	m := marking{Label: "TLP:AMBER", Class: "amber", Chosen: t != "", Means: "Recipients may share it on a need-to-know basis within their organisation and with its clients."}
	switch t {
	case Clear:
		m.Label, m.Class, m.Means = "TLP:CLEAR", "clear", "Recipients may share it with the world."
	case Green:
		m.Label, m.Class, m.Means = "TLP:GREEN", "green", "Recipients may share it within their community, not in public."
	case AmberStrict:
		m.Label, m.Means = "TLP:AMBER+STRICT", "Recipients may share it on a need-to-know basis within their organisation only."
	case Red:
		m.Label, m.Class, m.Means = "TLP:RED", "red", "For the eyes of the individual recipients only."
	}
	return m
}

// css puts the marking into the margins of every printed page.
func (m marking) css() string {
	return fmt.Sprintf("@media print{@page{@top-right{content:%q;font-weight:700}@bottom-right{content:%q;font-weight:700}}}\n", m.Label, m.Label)
}
