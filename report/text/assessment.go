package text

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"lamproom/attribution"
)

// Assessment writes the answers to the questions of a case as sentences that a
// reader can check.
func Assessment(w io.Writer, c attribution.Case, a attribution.Assessment, o Options) error {
	p := newPrinter(w, o)
	title := c.Name
	if title == "" {
		title = "a case without a name"
	}
	p.para("", bold, title)
	for _, q := range a.Questions {
		answer{p, c, q}.write()
	}
	p.blank()
	p.para("", dim, fmt.Sprintf("%d draws, seed %d: the same case gives the same numbers. Chances are kept between 1 and 99 in a hundred. The words are those of ICD 203. The numbers behind the words are conventions (docs/attribution.md), not measurements.", a.Draws, a.Seed))
	return p.w.Flush()
}

// answer writes the answer to one question.
type answer struct {
	*printer
	c attribution.Case
	attribution.Answer
}

func (a answer) write() {
	a.heading("Question: " + a.Question)
	verdict, how := a.Verdict, bold
	if a.Verdict == attribution.Unresolved {
		how = caution
	} else if s := a.standing(a.Verdict); s.Claim != "" {
		verdict += ": " + s.Claim
	}
	a.field(0, "answer", how, verdict)
	a.field(0, "because", none, a.Because)
	a.blank()
	for _, h := range a.Hypotheses {
		a.raw(fmt.Sprintf("  %s  %3.0f – %3.0f %%  %s", a.bar(h), 100*h.Low, 100*h.High, a.paint(bold, clip(plainID(h.ID), 30))))
		if h.Claim != "" && h.Claim != h.ID {
			a.para("    ", none, h.Claim)
		}
		a.para("    ", dim, fmt.Sprintf("%s; the middle is %.0f %%, it ranks first in %.0f of a hundred draws; before the evidence %.0f %%", h.Words, 100*h.Median, 100*h.FirstIn, 100*h.Prior))
	}
	a.blank()
	a.field(0, "confidence", none, a.Confidence.Level+": "+a.Confidence.Because)
	a.clues()
	a.turning()
	for _, n := range a.Notes {
		a.para("  ", dim, n)
	}
}

func plainID(s string) string { return strings.ReplaceAll(s, "_", " ") }

func (a answer) standing(id string) attribution.Standing {
	i := slices.IndexFunc(a.Hypotheses, func(h attribution.Standing) bool { return h.ID == id })
	return a.Hypotheses[max(i, 0)]
}

// bar draws the range of a hypothesis on a line from 0 to 100.
func (a answer) bar(h attribution.Standing) string {
	const cells = 30
	b := []rune(strings.Repeat("·", cells))
	at := func(p float64) int { return min(cells-1, int(p*cells)) }
	for i := at(h.Low); i <= at(h.High); i++ {
		b[i] = '─'
	}
	b[at(h.Median)] = '●'
	return string(b)
}

// clues tell what each item says for the leader over its strongest rival, the
// heaviest first.
func (a answer) clues() {
	if len(a.Sensitivity.LeaveOneOut) == 0 {
		return
	}
	leader, rival := a.Hypotheses[0].ID, a.Hypotheses[1].ID
	a.blank()
	a.raw(a.paint(bold, "What the evidence says of "), a.paint(bold, plainID(leader)+" against "+plainID(rival)))
	all := slices.Clone(a.Sensitivity.LeaveOneOut)
	slices.SortStableFunc(all, func(x, y attribution.Without) int {
		switch d := math.Abs(y.DB) - math.Abs(x.DB); {
		case d > 0:
			return 1
		case d < 0:
			return -1
		}
		return 0
	})
	for _, w := range all {
		i := a.item(w.Evidence)
		s := i.Statement
		if s == "" {
			s = plainID(i.ID)
		}
		a.para("  - ", none, s+" "+says(w.DB, plainID(leader), plainID(rival))+costs[min(max(i.Cost, 0), 4)]+a.turns(w, leader))
	}
}

func (a answer) item(id string) attribution.Item {
	i := slices.IndexFunc(a.c.Items, func(i attribution.Item) bool { return i.ID == id })
	if i < 0 {
		return attribution.Item{ID: id}
	}
	return a.c.Items[i]
}

// says puts decibels into words.
func says(db float64, leader, rival string) string {
	odds := math.Pow(10, math.Abs(db)/10)
	switch {
	case odds < 1.05:
		return "says nothing between them"
	case db < 0:
		leader, rival = rival, leader
	}
	return fmt.Sprintf("speaks %s : 1 for %s", ratio(odds), leader)
}

func ratio(odds float64) string {
	if odds < 10 {
		return strings.TrimSuffix(fmt.Sprintf("%.1f", odds), ".0")
	}
	return fmt.Sprintf("%.0f", odds)
}

// costs say what it takes to fake an item, by its cost.
var costs = [5]string{
	", but costs nothing to write",
	", but is cheap to fake",
	", and takes some work to fake",
	", and is dear to fake",
	", and can hardly be faked",
}

func (a answer) turns(w attribution.Without, leader string) string {
	if w.Leader != leader {
		return "; without it " + plainID(w.Leader) + " leads"
	}
	return "; without it the order does not change"
}

// turning tells which facts would turn the answer.
func (a answer) turning() {
	s := a.Sensitivity
	leader := a.Hypotheses[0].ID
	a.blank()
	a.raw(a.paint(bold, "What would turn it"))
	var wrong []string
	for _, w := range s.ItemFalse {
		if w.Leader != leader {
			wrong = append(wrong, fmt.Sprintf("%s (then %s leads)", plainID(w.Evidence), plainID(w.Leader)))
		}
	}
	if len(wrong) > 0 {
		a.para("  - ", none, "If the opposite of one of these were true: "+strings.Join(wrong, ", ")+".")
	}
	if p := s.CheapPlanted; p.Changes {
		a.para("  - ", none, "If all that is cheap to fake was planted, "+plainID(p.Leader)+" leads.")
	} else {
		a.para("  - ", none, "If all that is cheap to fake was planted, "+plainID(leader)+" still leads.")
	}
	switch n := len(s.SmallestFlip); n {
	case 0:
		a.para("  - ", none, "No set of items was found without which another leads.")
	case 1:
		a.para("  - ", none, "It hangs on one item: "+plainID(s.SmallestFlip[0])+".")
	default:
		var names []string
		for _, id := range s.SmallestFlip {
			names = append(names, plainID(id))
		}
		a.para("  - ", none, fmt.Sprintf("Without these %d together another leads: %s.", n, strings.Join(names, ", ")))
	}
	for _, c := range s.CriticalTrust {
		if c.Trust != nil && *c.Trust > 0 {
			a.para("  - ", none, fmt.Sprintf("If %s is trusted less than %.0f in a hundred, another leads.", plainID(c.Evidence), 100**c.Trust))
		}
	}
	if s.CriticalOdds != nil && *s.CriticalOdds > 0 {
		o := *s.CriticalOdds
		a.para("  - ", none, fmt.Sprintf("%s and %s are level if one believes before all evidence that the former is %s.", plainID(leader), plainID(a.Hypotheses[1].ID), times(o)))
	}
	a.para("  - ", none, fmt.Sprintf("%.0f %% of the weight for %s is cheap to fake.", 100*s.CheapExposure, plainID(leader)))
}

func times(odds float64) string {
	switch {
	case odds >= 1.05:
		return ratio(odds) + " times as likely as the latter"
	case odds > 0.95:
		return "as likely as the latter"
	}
	return ratio(1/odds) + " times less likely than the latter"
}
