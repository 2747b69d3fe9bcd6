package prose

// common are frequent small words by language, folded, that are no words of the
// others.
var common = map[string]map[string]bool{
	"en": words("the of and to is that for was with as by are this from it be which have were has been"),
	"fr": words("les des et une dans pour du qui sur au par pas est avec ce cette ont ete aux leur sont plus"),
	"de": words("der die das und ist von mit den dem nicht ein eine wird wurde auf sich auch fur"),
	"es": words("los las una del por para con como fue este esta pero mas ha sido"),
	"it": words("il gli della di che per una del nel sono anche piu stato alla"),
	"pt": words("os uma do da dos nao para com por foi mais ao pelo sao"),
	"nl": words("het een van en dat op te zijn met voor niet werd ook"),
}

// languages in the order of who wins a draw.
var languages = []string{"en", "fr", "de", "es", "it", "pt", "nl"}

func words(list string) map[string]bool {
	all := map[string]bool{}
	t := split([]byte(list))
	for i := range t.words {
		all[t.folded(i)] = true
	}
	return all
}

// languageSample is how many words are looked at.
const languageSample = 5000

// language tells the language by its small words: those of one must be a
// twentieth of all words, and more than half again as many as of any other.
func (t *text) language() string {
	sample := min(len(t.words), languageSample)
	count := map[string]int{}
	for i := range sample {
		f := t.folds[t.words[i].fold:t.words[i].foldEnd]
		for _, l := range languages {
			if common[l][string(f)] {
				count[l]++
			}
		}
	}
	best, second := "", 0
	for _, l := range languages {
		switch {
		case best == "" || count[l] > count[best]:
			if best != "" {
				second = max(second, count[best])
			}
			best = l
		default:
			second = max(second, count[l])
		}
	}
	if n := count[best]; n < 3 || n*20 < sample || n*2 < second*3 {
		return ""
	}
	return best
}
