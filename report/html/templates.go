package html

import (
	_ "embed"
	"fmt"
	"html/template"
	"sync"
)

//go:embed page.tmpl
var page string

// pageTemplates are the templates of all sections. The phrases in them are given
// their language by "t", which each page sets for itself.
var pageTemplates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{"t": fmt.Sprintf}).Parse(page))
})
