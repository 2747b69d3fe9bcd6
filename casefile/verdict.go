package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
)

// miners gives every miner its authorization. What speaks for hiding makes the
// miners of its scene covert, those that pay the same as one of them, and those
// whose file a script names that brings a miner and hides; the owner's word makes a miner declared; both together are a conflict that people
// must look at.
func miners(in []detection.Miner, found []detection.Finding, sightings []detection.Sighting, owner Owner) []detection.Miner {
	covert, payees := hiding(in, found)
	dropped := droppersIn(found, sightings)
	out := slices.Clone(in)
	for i := range out {
		m := &out[i]
		m.Algorithms, m.Pools = list(m.Algorithms), list(m.Pools)
		m.Authorization = detection.UnknownConsent
		hidden := m.Source.Evidence != nil && m.Role == evidence.Observed &&
			(covert[sceneOf(m.Source.Evidence)] || slices.ContainsFunc(paid(*m), func(p string) bool { return payees[p] }) || dropped.of(m.Source.Evidence))
		declared, _ := owner.Declares(*m)
		switch {
		case hidden && declared:
			m.Authorization = detection.Conflict
		case hidden:
			m.Authorization = detection.Covert
		case declared:
			m.Authorization = detection.DeclaredByOwner
		}
	}
	slices.SortStableFunc(out, func(a, b detection.Miner) int {
		return cmp.Or(a.Source.Compare(b.Source), cmp.Compare(a.Via, b.Via))
	})
	return distinct(out, func(m detection.Miner) any {
		return struct {
			place
			via   string
			pools string
			host  string
		}{placeOf(m.Source), m.Via, poolsOf(m), hostOf(m.Source)}
	})
}

// hostOf names the machine that a place lies on, where a collection tells that:
// copies of a file on two machines are two miners.
func hostOf(l evidence.Locator) string {
	if l.Evidence == nil {
		return ""
	}
	return l.Evidence.Origin.Host
}

// poolsOf tells the miners of one statement apart: in a loop over pools each
// turn starts another.
func poolsOf(m detection.Miner) string {
	var b strings.Builder
	for _, p := range m.Pools {
		port := 0
		if p.Port != nil {
			port = *p.Port
		}
		fmt.Fprintf(&b, "%s %d %s\n", p.Host, port, p.User)
	}
	return b.String()
}

// maxBecause bounds the findings a verdict names; the findings themselves are all listed.
const maxBecause = 20

// judge draws the verdict from the findings: the strongest level that any of
// them reaches on observed evidence. Weak signs do not add up to a strong one.
func judge(c Case) Verdict {
	v := Verdict{Mining: detection.NoneSeen, Authorization: detection.UnknownConsent, Because: []string{}}
	for _, f := range c.Findings {
		v.Mining = max(v.Mining, f.Mining)
	}
	v.Authorization = authorization(c.Miners)
	v.Because = because(c, v)
	v.Summary = summary(c, v)
	return v
}

// because names the findings that the verdict rests on, in their order: what
// reaches the level, and what speaks for hiding. Neither crowds the other out.
func because(c Case, v Verdict) []string {
	hidden := v.Authorization == detection.Covert || v.Authorization == detection.Conflict
	scripts := droppersIn(c.Findings, nil)
	hides := func(f detection.Finding) bool { // as droppersIn has it
		ev := f.Where().Evidence
		return f.Covert || hidden && conceals(f) && ev != nil && scripts[carrier(ev)] != nil
	}
	mines := func(f detection.Finding) bool { return v.Mining > detection.NoneSeen && f.Mining == v.Mining }
	left := 0
	for _, f := range c.Findings {
		if hides(f) && !mines(f) && left < maxBecause/2 {
			left++
		}
	}
	out, room := []string{}, maxBecause-left
	for _, f := range c.Findings {
		switch {
		case mines(f) && room > 0:
			out = append(out, f.ID)
			room--
		case !mines(f) && hides(f) && left > 0:
			out = append(out, f.ID)
			left--
		}
	}
	return out
}

// authorization joins that of the miners that count: the worst decides.
func authorization(miners []detection.Miner) detection.Authorization {
	count := map[detection.Authorization]int{}
	total := 0
	for _, m := range miners {
		if m.Role == evidence.Observed {
			count[m.Authorization]++
			total++
		}
	}
	switch {
	case count[detection.Conflict] > 0:
		return detection.Conflict
	case count[detection.Covert] > 0:
		return detection.Covert
	case total > 0 && count[detection.DeclaredByOwner] == total:
		return detection.DeclaredByOwner
	}
	return detection.UnknownConsent
}

// Tally counts what the summary of a case tells.
type Tally struct {
	Evidence int // all that was examined
	Miners   int // observed, no examples
	Pools    int // hosts those use
	Wallets  int // whom those pay
}

// Tally counts the evidence of the case and the miners its verdict speaks of.
func (c Case) Tally() Tally {
	t := Tally{Evidence: len(c.Evidence)}
	pools, wallets := map[string]bool{}, map[string]bool{}
	for _, m := range c.Miners {
		if m.Role != evidence.Observed {
			continue
		}
		t.Miners++
		for _, p := range m.Pools {
			if p.Host != "" {
				pools[p.Host] = true
			}
			if p.Wallet != nil && p.Payee == detection.PaysOperator {
				wallets[p.Wallet.Address] = true
			}
		}
	}
	t.Pools, t.Wallets = len(pools), len(wallets)
	return t
}

func summary(c Case, v Verdict) string {
	if v.Mining == detection.NoneSeen {
		s := fmt.Sprintf("No sign of mining was seen in %s.", count(len(c.Evidence), "piece of evidence", "pieces of evidence"))
		if !c.Coverage.Whole() {
			s += " Some evidence could not be read whole."
		}
		return s
	}
	t := c.Tally()
	var b strings.Builder
	switch v.Mining {
	case detection.Confirmed:
		b.WriteString("Mining took place")
	case detection.Likely:
		b.WriteString("Mining is likely")
	default:
		b.WriteString("Mining is possible")
	}
	fmt.Fprintf(&b, ": %s, %s, %s.", count(t.Miners, "miner", "miners"), count(t.Pools, "pool", "pools"), count(t.Wallets, "wallet that is paid", "wallets that are paid"))
	switch v.Authorization {
	case detection.Covert:
		b.WriteString(" It hides: nothing suggests that the owner agreed.")
	case detection.DeclaredByOwner:
		b.WriteString(" The owner has declared it.")
	case detection.Conflict:
		b.WriteString(" The owner has declared it, and yet it hides.")
	default:
		b.WriteString(" Whether the owner agreed cannot be told from this evidence.")
	}
	return b.String()
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
