package observation

import (
	"iter"

	"lamproom/indicator"
)

// KindMention is the kind of [Mention].
const KindMention Kind = "mention"

// Mention is an indicator that stands somewhere in the evidence.
type Mention struct {
	Indicator indicator.Indicator
	Wallet    *indicator.Wallet // decoded, for wallets
	Setting   Setting
	As        Value // as written, before refanging and canonical form
	Fetched   bool  // of a URL: what fetches files stands before it in its line
}

// Kind implements [Fact].
func (Mention) Kind() Kind { return KindMention }

// Field implements [Fact]: the value under the name of its type.
func (m Mention) Field(name string) iter.Seq[Value] {
	if name == string(m.Indicator.Type) {
		return values(m.As)
	}
	return values()
}
