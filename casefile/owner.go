package casefile

import (
	"strings"

	"lamproom/detection"
)

// Owner is what the owner of the machines has declared to be theirs. It comes
// only from the file the owner names, never from the evidence.
type Owner struct {
	Hosts    []string `yaml:"hosts"`    // names of machines that may mine
	Wallets  []string `yaml:"wallets"`  // addresses that are theirs
	Pools    []string `yaml:"pools"`    // host or host:port of pools they use
	Programs []string `yaml:"programs"` // names or paths of mining programs they installed
}

// Declares reports whether the owner has declared that miner, and by which of
// the lists. A wallet decides where one is named: a declared pool with a
// stranger's wallet is not declared.
func (o Owner) Declares(m detection.Miner) (bool, string) {
	wallets, pools, named := 0, 0, 0
	for _, p := range m.Pools {
		if p.Payee == detection.PaysDonation {
			continue
		}
		named++
		if p.Wallet != nil || p.User != "" {
			if !o.hasWallet(p) {
				if p.Wallet != nil {
					return false, ""
				}
			} else {
				wallets++
				continue
			}
		}
		if containsFold(o.Pools, p.Host) || p.Port != nil && containsFold(o.Pools, p.Host+":"+itoa(*p.Port)) {
			pools++
		}
	}
	switch {
	case named > 0 && wallets == named:
		return true, "wallets"
	case named > 0 && wallets+pools == named:
		return true, "pools"
	case m.Program != nil && o.hasProgram(*m.Program) && wallets+pools == named:
		return true, "programs"
	}
	return false, ""
}

func (o Owner) hasWallet(p detection.Pool) bool {
	for _, w := range o.Wallets {
		if p.User == w || p.Wallet != nil && p.Wallet.Address == w {
			return true
		}
	}
	return false
}

func (o Owner) hasProgram(program string) bool {
	base := program[strings.LastIndexAny(program, `/\`)+1:]
	return containsFold(o.Programs, program) || containsFold(o.Programs, base)
}

func containsFold(list []string, s string) bool {
	for _, l := range list {
		if strings.EqualFold(l, s) {
			return true
		}
	}
	return false
}
