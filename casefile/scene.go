package casefile

import (
	"path"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
)

// scene is what belongs together: a file with the layers decoded out of it, the
// members of one folder of an archive, the files of one folder of a machine that
// a collection names. Files that merely lie in one folder of the examiner's are
// scenes of their own: nobody but the examiner put them together.
type scene struct {
	in     *evidence.Evidence // the archive, or the file
	host   string
	folder string
}

func sceneOf(e *evidence.Evidence) scene {
	c := carrier(e)
	switch o := c.Origin; {
	case o.Host != "" && o.Original != "":
		return scene{host: o.Host, folder: folder(o.Original)}
	case o.Member != "" && c.Within != nil:
		return scene{in: c.Within.Evidence, folder: folder(o.Member)}
	}
	return scene{in: c}
}

func folder(name string) string { return path.Dir(strings.ReplaceAll(name, `\`, "/")) }

// hiding returns the scenes in which something speaks for hiding, and who is paid
// by the miners there: a miner that hides in one place does not mine with the
// owner's leave in another, if the same are paid.
func hiding(miners []detection.Miner, found []detection.Finding) (scenes map[scene]bool, payees map[string]bool) {
	scenes, payees = map[scene]bool{}, map[string]bool{}
	for _, f := range found {
		if ev := f.Where().Evidence; f.Covert && ev != nil && ev.Role == evidence.Observed {
			scenes[sceneOf(ev)] = true
		}
	}
	for _, m := range miners {
		if m.Role == evidence.Observed && m.Source.Evidence != nil && scenes[sceneOf(m.Source.Evidence)] {
			for _, p := range paid(m) {
				payees[p] = true
			}
		}
	}
	return scenes, payees
}

// paid lists the wallets of the operator that a miner pays. Logins that are no
// wallets are names of workers as often as accounts, and many share them.
func paid(m detection.Miner) (out []string) {
	for _, p := range m.Pools {
		if p.Payee == detection.PaysOperator && p.Wallet != nil && p.Wallet.Valid {
			out = append(out, p.Wallet.Address)
		}
	}
	return out
}
