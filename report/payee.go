package report

import (
	"net"
	"slices"
	"strconv"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// Payee is who is paid, or named as if, with the pools that pay.
type Payee struct {
	Wallet *indicator.Wallet // nil for an account or a name at a pool
	User   string            // the address, or the login
	Kind   detection.Payee
	Pools  []string // host:port, in the order seen
}

// maxPayeePools bounds the pools listed for one payee.
const maxPayeePools = 10

// Payees groups the logins of observed miners by whom they pay, in the order
// they are seen.
func Payees(miners []detection.Miner) []*Payee {
	var all []*Payee
	type key struct {
		kind detection.Payee
		who  string
	}
	index := map[key]*Payee{}
	for _, m := range miners {
		if m.Role != evidence.Observed {
			continue
		}
		for _, p := range m.Pools {
			if p.User == "" && p.Wallet == nil {
				continue
			}
			who := p.User
			if p.Wallet != nil {
				who = p.Wallet.Address
			}
			k := key{p.Payee, who}
			one := index[k]
			if one == nil {
				one = &Payee{Wallet: p.Wallet, User: who, Kind: p.Payee}
				index[k] = one
				all = append(all, one)
			}
			if at := Endpoint(p); at != "" && len(one.Pools) < maxPayeePools && !slices.Contains(one.Pools, at) {
				one.Pools = append(one.Pools, at)
			}
		}
	}
	return all
}

// Server is a pool as all miners together name it.
type Server struct {
	Name   string // host:port, or the host alone
	TLS    bool
	Payees []detection.Payee
	At     evidence.Locator // the first place
}

// Servers lists every pool once, in the order they are seen.
func Servers(miners []detection.Miner) []*Server {
	var all []*Server
	index := map[string]*Server{}
	for _, m := range miners {
		for _, p := range m.Pools {
			if p.Host == "" {
				continue
			}
			name := Endpoint(p)
			s := index[name]
			if s == nil {
				s = &Server{Name: name, At: p.At}
				index[name] = s
				all = append(all, s)
			}
			s.TLS = s.TLS || p.TLS
			if p.Payee != "" && p.Payee != detection.NoPayee && !slices.Contains(s.Payees, p.Payee) {
				s.Payees = append(s.Payees, p.Payee)
			}
		}
	}
	return all
}

// Endpoint is the address of a pool: host:port, the host where no port is named,
// "" where no host is.
func Endpoint(p detection.Pool) string {
	if p.Host == "" || p.Port == nil {
		return p.Host
	}
	return net.JoinHostPort(p.Host, strconv.Itoa(*p.Port))
}
