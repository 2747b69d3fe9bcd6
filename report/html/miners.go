package html

import (
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/report"
)

// value that can be copied: as shown, and whole.
type copyable struct {
	Shown, Plain string
}

func (r *renderer) copyable(t indicator.Type, v string) copyable {
	return copyable{r.defanged(t, v), r.value(v)}
}

type payee struct {
	copyable
	Wallet, Base, PaymentID string
	Custodial               bool
	Account                 bool // a name at the pool, no address
	Pools                   []copyable
	Note                    string // why it is not who is paid
}

type server struct {
	copyable
	TLS   bool
	Notes []string
	At    place
}

// paid tells who is paid and through which pools, and who is named and is not.
func (r *renderer) paid() {
	if len(r.Case.Miners) == 0 {
		return
	}
	var v struct {
		Paid, Others       []payee
		MorePaid, MoreElse int
		Servers            []server
		MoreServers        int
	}
	for _, p := range report.Payees(r.Case.Miners) {
		one := payee{copyable: r.copyable(indicator.TypeWallet, p.User), Note: r.lang.Payee(p.Kind)}
		if p.Wallet != nil {
			one.Wallet = r.value(r.lang.Wallet(p.Wallet))
			one.Base, one.PaymentID = r.value(deref(p.Wallet.Base)), r.value(deref(p.Wallet.PaymentID))
			one.Custodial = deref(p.Wallet.Custodial)
		} else {
			one.Account = true
		}
		for _, at := range p.Pools {
			one.Pools = append(one.Pools, r.copyable(indicator.TypeEndpoint, at))
		}
		to, more := &v.Paid, &v.MorePaid
		if p.Kind != detection.PaysOperator {
			to, more = &v.Others, &v.MoreElse
		}
		if len(*to) < 2*maxEach {
			*to = append(*to, one)
		} else {
			*more++
		}
	}
	for _, s := range report.Servers(r.Case.Miners) {
		if len(v.Servers) == 4*maxEach {
			v.MoreServers++
			continue
		}
		one := server{copyable: r.copyable(indicator.TypeEndpoint, s.Name), TLS: s.TLS, At: r.place(s.At)}
		for _, p := range s.Payees {
			one.Notes = append(one.Notes, r.lang.PayeeWord(p))
		}
		v.Servers = append(v.Servers, one)
	}
	r.run("paid", v)
}

type miner struct {
	Name, Program, Via   string
	Machine              string // where the file lay on the machine it was collected from
	At                   place
	Pools                []minerPool
	More                 int
	Algorithms           []string
	Donates              string
	Consent, ConsentWhy  string
	ConsentClass         string
	Confidence, Sureness string
	Note                 string
}

type minerPool struct {
	copyable
	TLS, NoPort            bool
	Login, Worker, Pass    string
	Algorithm, Note, Valid string
}

func (r *renderer) miners() {
	n := len(r.Case.Miners)
	if n == 0 {
		return
	}
	l := rows{name: "miners", total: n, first: 50, block: 200, template: "miner",
		row: func(i int) any { return r.miner(r.Case.Miners[i]) },
		key: func(i int) key { return key{} },
	}
	r.run("miners-open", n)
	r.list(l)
	r.text("</ol>\n")
	r.rest(l)
	r.text("</section>\n")
}

func (r *renderer) miner(m detection.Miner) miner {
	v := miner{Via: r.value(r.lang.Via(m.Via)), At: r.place(m.Source), Confidence: r.lang.Decimal(m.Confidence), Sureness: r.lang.Confidence(m.Confidence), ConsentClass: string(m.Authorization)}
	v.Program = r.value(deref(m.Program))
	v.Machine = r.onMachine(m.Source.Evidence)
	switch {
	case m.Family != "" && m.Family != "unknown":
		v.Name = r.value(m.Family)
		if version := deref(m.Version); version != "" {
			v.Name += " " + r.value(version)
		}
	case v.Program != "":
		v.Name = r.lang.T("%s, a miner by its arguments", v.Program)
	default:
		v.Name = r.lang.T("a miner of no known family")
	}
	for i, p := range m.Pools {
		if i == maxEach {
			v.More = len(m.Pools) - i
			break
		}
		one := minerPool{copyable: r.copyable(indicator.TypeEndpoint, report.Endpoint(p)), TLS: p.TLS, NoPort: p.Port == nil && p.Host != "", Login: r.value(p.User),
			Worker: r.value(deref(p.Worker)), Pass: r.value(deref(p.Password)), Algorithm: r.value(deref(p.Algorithm)), Note: r.lang.Payee(p.Payee)}
		if p.Wallet != nil {
			one.Valid = r.value(r.lang.Wallet(p.Wallet))
		}
		v.Pools = append(v.Pools, one)
	}
	for i, a := range m.Algorithms {
		if i == maxEach {
			break
		}
		v.Algorithms = append(v.Algorithms, r.value(a))
	}
	if m.DonateLevel != nil {
		v.Donates = r.lang.T("%d %% to the miner's developers", *m.DonateLevel)
	}
	v.Consent, v.ConsentWhy = r.lang.Authorization(m.Authorization)
	if m.Role != evidence.Observed {
		v.Note = r.lang.T("told about another machine: it does not count for the verdict")
	}
	return v
}
