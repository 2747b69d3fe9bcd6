package html

import (
	"strings"

	"lamproom/casefile"
	"lamproom/evidence"
)

// layer is an evidence in the tree of what nests in what.
type layer struct {
	Name, Recipe, Kind, Size string
	At                       string // offset in the outer one
	Anchor                   string
	Found                    string // findings in it
	Under                    []*layer
	More                     string
}

// maxLayers bounds the layers shown under one file.
const maxLayers = 500

// nested reports whether anything lies in anything.
func (r *renderer) nested() bool {
	for _, e := range r.Case.Evidence {
		if e.Within != nil {
			return true
		}
	}
	return false
}

// bytesOf names evidence by what it is and what it is called: copies are apart.
type bytesOf struct {
	id   evidence.ID
	name string
}

// layers writes files that hold others as trees: archives with their members, and
// texts with what was decoded out of them and how.
func (r *renderer) layers() {
	if !r.nested() {
		return
	}
	all := r.Case.Evidence
	index := make(map[bytesOf]int, len(all)) // the first wins
	byID := make(map[evidence.ID]int, len(all))
	for i, e := range all {
		if k := (bytesOf{e.ID, e.Name}); !e.ID.IsZero() {
			if _, ok := index[k]; !ok {
				index[k] = i
			}
			if _, ok := byID[e.ID]; !ok {
				byID[e.ID] = i
			}
		}
	}
	under := make([][]int, len(all))
	var tops []int
	for i, e := range all {
		outer := -1
		if e.Within != nil && e.Within.Evidence != nil {
			at, ok := index[bytesOf{e.Within.Evidence.ID, e.Within.Evidence.Name}]
			if !ok {
				at, ok = byID[e.Within.Evidence.ID]
			}
			if ok && at != i {
				outer = at
			}
		}
		if outer < 0 {
			tops = append(tops, i)
		} else {
			under[outer] = append(under[outer], i)
		}
	}
	var holders []int
	for _, i := range tops {
		if len(under[i]) > 0 {
			holders = append(holders, i)
		}
	}
	l := rows{name: "layers", total: len(holders), first: 40, block: 40, template: "layer-top",
		row: func(i int) any {
			left := maxLayers
			return r.layer(all, under, holders[i], "", 0, &left)
		},
		key: func(i int) key { return key{} },
	}
	r.run("layers-open", nil)
	r.list(l)
	r.text("</div>\n")
	r.rest(l)
	r.text("</section>\n")
}

func (r *renderer) layer(all []casefile.Entry, under [][]int, i int, outer string, depth int, left *int) *layer {
	*left--
	e := all[i]
	v := &layer{Name: r.value(shortName(e, outer)), Recipe: r.value(e.Origin.Recipe), Kind: r.value(string(e.Kind)), Size: r.lang.Size(e.Size), Anchor: anchorOf(e.ID)}
	if e.Within != nil && depth > 0 {
		v.At = r.lang.T("at byte %s", r.lang.Number(int(e.Within.Offset)))
	}
	if n := r.found[e.ID]; n > 0 && !e.ID.IsZero() {
		v.Found = r.lang.Count(n, "finding", "findings")
	}
	for k, u := range under[i] {
		if *left <= 0 || depth == maxDepth {
			v.More = r.lang.T("and %s more: the list of the evidence names them", r.lang.Number(len(under[i])-k))
			break
		}
		v.Under = append(v.Under, r.layer(all, under, u, e.Name, depth+1, left))
	}
	return v
}

// shortName is the name without that of what it lies in.
func shortName(e casefile.Entry, outer string) string {
	if e.Origin.Member != "" && outer != "" {
		return e.Origin.Member
	}
	if rest, ok := strings.CutPrefix(e.Name, outer); ok && outer != "" && rest != "" {
		return strings.TrimLeft(rest, "/!#:")
	}
	return e.Name
}
