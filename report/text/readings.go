package text

import (
	"fmt"
	"io"
	"strings"

	"lamproom/detection"
	"lamproom/explanation"
	"lamproom/indicator"
	"lamproom/report"
)

// Readings writes for people what one text is.
func Readings(w io.Writer, l explanation.Line, o Options) error {
	o.ShowSecrets = true // it is what the user typed
	r := &reporter{printer: newPrinter(w, o), secrets: true}
	r.raw(r.paint(bold, report.Plain(clip(strings.TrimSpace(l.Input), maxValue))))
	if l.Cut {
		r.para("  ", caution, fmt.Sprintf("too long: only the first %d bytes were read", explanation.MaxText))
	}
	if len(l.Readings) == 0 {
		r.para("  ", dim, "nothing that is known here")
	}
	for _, one := range l.Readings {
		r.readingOf(one)
	}
	return r.w.Flush()
}

func (r *reporter) readingOf(one explanation.Reading) {
	const indent = 4
	switch v := one.(type) {
	case explanation.Wallet:
		r.title("wallet", r.lang.Wallet(&v.Wallet), v.Refanged)
		if v.Worker != "" || v.Difficulty != "" || v.Email != "" {
			r.whole(indent, "address", none, v.Address)
		}
		r.wallet(indent, &v.Wallet)
		r.optional(indent, "worker", v.Worker)
		r.optional(indent, "difficulty", v.Difficulty)
		r.optional(indent, "email", v.Email)
	case explanation.CommandLine:
		r.title("miner's command line", r.minerName(v.Miner)+"; confidence "+r.confidence(v.Confidence), v.Refanged)
		if len(v.Wrappers) > 0 {
			r.field(indent, "started by", none, strings.Join(v.Wrappers, ", "))
		}
		r.minerPools(indent, v.Miner)
	case explanation.Config:
		r.title("miner's configuration", "in the layout of "+v.Family, v.Refanged)
		r.minerPools(indent, v.Miner)
		if len(v.Hidden) > 0 {
			r.field(indent, "hides by", none, strings.Join(v.Hidden, ", "))
		}
		r.optional(indent, "broken", v.Broken)
	case explanation.Stratum:
		to := "from a miner to its pool"
		if v.Direction == "from_pool" {
			to = "from a pool to a miner"
		}
		r.title("mining protocol", fmt.Sprintf("%s of %s, %s", v.Message, v.Protocol, to), v.Refanged)
		for _, f := range []struct{ name, value string }{
			{"login", v.Login}, {"worker", v.Worker}, {"password", v.Password}, {"agent", v.Agent}, {"rig", v.RigID}, {"algorithms", strings.Join(v.Algorithms, ", ")},
			{"job", v.JobID}, {"algorithm", v.Algorithm}, {"target", v.Target}, {"nonce", v.Nonce}, {"result", v.Result}, {"status", v.Status}, {"error", v.Error}, {"broken", v.Broken},
		} {
			r.optional(indent, f.name, f.value)
		}
		if v.Difficulty > 0 {
			r.field(indent, "difficulty", none, fmt.Sprintf("%.0f hashes a share on average", v.Difficulty))
		}
		if v.Height > 0 {
			r.field(indent, "height", none, fmt.Sprintf("%.0f", v.Height))
		}
		if v.Wallet != nil {
			r.field(indent, "wallet", none, r.lang.Wallet(v.Wallet))
			r.wallet(indent, v.Wallet)
		}
	case explanation.Indicator:
		about := v.Value
		switch {
		case v.Type == "hash":
			about = v.Algorithm + " by its length, " + v.Value
		case v.Type == "path":
			about = v.Value + " (" + v.Style + ")"
		case v.Scheme != "" && v.Type == "endpoint":
			about += ", scheme " + v.Scheme
		}
		if v.TLS {
			about += ", TLS"
		}
		if v.Ambiguous {
			about += "; it may as well be the name of a file or something else"
		}
		r.title(v.Type, about, v.Refanged)
	}
}

func (r *reporter) title(kind, text string, refanged bool) {
	if refanged {
		text += " (was defanged)"
	}
	r.para("  "+kind+": ", none, clip(text, 2*maxValue))
}

func (r *reporter) optional(indent int, name, value string) {
	if value != "" {
		r.whole(indent, name, none, value)
	}
}

func (r *reporter) wallet(indent int, w *indicator.Wallet) {
	r.optional(indent, "base", deref(w.Base))
	r.optional(indent, "payment id", deref(w.PaymentID))
	if also := w.AlsoOf(); len(also) > 0 && w.Valid {
		r.field(indent, "or", none, "the same form is an address of "+strings.Join(also, ", "))
	}
}

func (r *reporter) minerPools(indent int, m detection.Miner) {
	for _, p := range m.Pools {
		r.pool(indent, p)
		if p.Wallet != nil {
			r.field(indent+2, "wallet", none, r.lang.Wallet(p.Wallet))
			r.wallet(indent+2, p.Wallet)
		}
	}
	if len(m.Algorithms) > 0 {
		r.field(indent, "algorithms", none, clip(strings.Join(m.Algorithms, ", "), maxValue))
	}
	if m.DonateLevel != nil {
		r.field(indent, "donates", none, fmt.Sprintf("%d %% to the miner's developers", *m.DonateLevel))
	}
}
