package phrase

import "sync"

// French is French as written in France: a comma in numbers, narrow spaces
// between thousands and before the signs of two parts.
var French = sync.OnceValue(func() *Language {
	return &Language{Tag: "fr", phrases: french, clauses: newPatterns(frenchSentences), point: ",", group: " ", space: " "}
})

var french = map[string]string{}

var frenchSentences = [][2]string{}
