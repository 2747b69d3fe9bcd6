package detection

import (
	"time"

	"lamproom/evidence"
	"lamproom/indicator"
)

// Authorization says whether the owner of the machine agreed to the mining.
type Authorization string

const (
	Covert          Authorization = "covert"   // it hides
	UnknownConsent  Authorization = "unknown"  // a proper answer
	DeclaredByOwner Authorization = "declared" // only through the owner's own file
	Conflict        Authorization = "conflict" // declared, and hidden all the same
)

// Payee says whether a login of a pool is who is paid.
type Payee string

const (
	PaysOperator Payee = "operator"    // the operator's, as far as can be told
	PaysDonation Payee = "donation"    // the miner's own developers
	Placeholder  Payee = "placeholder" // a template's words: nobody is paid yet
	Example      Payee = "example"     // a help text's or a manual's
	Decoy        Payee = "decoy"       // a rival's, in a list of those to be driven away
	NoPayee      Payee = "none"        // no login is named
)

// Pool is one server a miner was told to use, and who is paid there.
type Pool struct {
	Host      string            `json:"host"`
	Port      *int              `json:"port"`
	TLS       bool              `json:"tls"`
	User      string            `json:"user"`
	Wallet    *indicator.Wallet `json:"wallet"`
	Password  *string           `json:"password"`
	Worker    *string           `json:"worker"`
	Algorithm *string           `json:"algorithm"`
	Payee     Payee             `json:"payee"`
	At        evidence.Locator  `json:"at"` // where the address of the pool stands
}

// Miner is a miner that was recognised, wherever it was found.
type Miner struct {
	Family        string           `json:"family"` // "xmrig" …, "unknown" where only the structure tells
	Version       *string          `json:"version"`
	Algorithms    []string         `json:"algorithms"`
	Authorization Authorization    `json:"authorization"`
	Pools         []Pool           `json:"pools"`
	DonateLevel   *int             `json:"donate_level"`
	Source        evidence.Locator `json:"source"`
	Via           string           `json:"via"`     // command_line, config_file, embedded_config, environment, log …
	Program       *string          `json:"program"` // path or name it was started by
	Confidence    float64          `json:"confidence"`
	Role          evidence.Role    `json:"role"` // only observed miners reach the verdict
}

// Use says what an indicator is used for where it was seen.
type Use string

const (
	UseMention  Use = "mention"
	UsePayee    Use = "payee"
	UseLogin    Use = "login"
	UsePool     Use = "pool"
	UsePassword Use = "password"
	UseWorker   Use = "worker"
	UseProgram  Use = "program"
	UseDownload Use = "download"
	UseDonation Use = "donation"
	UseDecoy    Use = "decoy"
	UseExample  Use = "example"
)

// Sighting is an indicator seen at a place, in a use.
type Sighting struct {
	Indicator indicator.Indicator
	Wallet    *indicator.Wallet // for wallets
	At        evidence.Locator
	Role      evidence.Role
	Use       Use
}

// Event is a dated fact worth a line in the timeline.
type Event struct {
	Time    time.Time        `json:"time"`
	Event   string           `json:"event"`
	Finding *string          `json:"finding"`
	At      evidence.Locator `json:"at"`
}
