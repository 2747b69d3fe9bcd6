package casefile

import (
	"path"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
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

// droppers are scripts that both bring a miner and hide something, with the names
// of the files that they mention.
type droppers map[*evidence.Evidence]map[string]bool

// maxDroppers bounds the scripts whose mentions are remembered.
const maxDroppers = 1000

func droppersIn(found []detection.Finding, sightings []detection.Sighting) droppers {
	brings, hides := map[*evidence.Evidence]bool{}, map[*evidence.Evidence]bool{}
	for _, f := range found {
		ev := f.Where().Evidence
		if ev == nil || ev.Role != evidence.Observed {
			continue
		}
		if f.Mining > detection.NoneSeen {
			brings[carrier(ev)] = true
		}
		if conceals(f) {
			hides[carrier(ev)] = true
		}
	}
	d := droppers{}
	for _, f := range found { // in their order, so that a limit drops the same every time
		if ev := f.Where().Evidence; ev != nil && len(d) < maxDroppers {
			if e := carrier(ev); d[e] == nil && brings[e] && hides[e] {
				d[e] = map[string]bool{}
			}
		}
	}
	for _, s := range sightings {
		if s.At.Evidence == nil || s.Role != evidence.Observed || s.Indicator.Type != indicator.TypePath && s.Indicator.Type != indicator.TypeURL {
			continue
		}
		if names, ok := d[carrier(s.At.Evidence)]; ok {
			names[base(s.Indicator.Value)] = true
		}
	}
	return d
}

// conceals reports whether a finding is one of hiding that says enough by itself
// where a miner is brought.
func conceals(f detection.Finding) bool {
	return strings.HasPrefix(f.Rule, "concealment.") && f.Severity >= detection.High
}

// of reports whether a script that hides has to do with a file: it is that file,
// or names it and lies beside it in the folder, or in the same archive or collection.
func (d droppers) of(e *evidence.Evidence) bool {
	c := carrier(e)
	if d[c] != nil {
		return true
	}
	for s, names := range d {
		if names[base(c.Path())] && beside(s, c) {
			return true
		}
	}
	return false
}

func beside(a, b *evidence.Evidence) bool {
	switch {
	case a.Origin.Host != b.Origin.Host:
		return false
	case a.Within != nil && b.Within != nil:
		return a.Within.Evidence == b.Within.Evidence
	case a.Within != nil || b.Within != nil:
		return false
	case a.Origin.Host != "":
		return true
	}
	return folder(a.Name) == folder(b.Name)
}

func base(name string) string { return name[strings.LastIndexAny(name, `/\`)+1:] }

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
