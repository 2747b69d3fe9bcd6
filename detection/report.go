package detection

import "lamproom/evidence"

// Report is what a report of others says beside its indicators, which are
// sightings like all others: what an analyst would note from the article.
// Nothing in it reaches the verdict.
type Report struct {
	Evidence  *evidence.Evidence
	Title     string
	Language  string // ISO 639-1: "en", "fr"; "" where it could not be told
	Published string // RFC 3339 date or time as far as the text gives it: "2018-01-08"; "" if it does not
	Stated    []Name
}

// Kinds of names in a report.
const (
	NameActor      = "actor"
	NameTool       = "tool"
	NameFirm       = "firm"
	NamePlace      = "place"
	NamePerson     = "person"
	NameTechnology = "technology"
	NameAttack     = "attack" // a MITRE ATT&CK id
	NameCVE        = "cve"
	NameDate       = "date" // canonical as in Report.Published
)

// Name is a name with each of its places in a report.
type Name struct {
	Kind  string              `json:"kind"`
	Value string              `json:"value"`
	At    []evidence.Citation `json:"at"`
}
