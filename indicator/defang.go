package indicator

import (
	"regexp"
	"strings"
)

// Fires reports whether programs make links of indicators of that type, so that
// they are shown defanged ([Defang]).
func (t Type) Fires() bool {
	switch t {
	case TypeURL, TypeDomain, TypeEndpoint, TypeIP, TypeEmail:
		return true
	}
	return false
}

var fires = regexp.MustCompile(`(?i)\b(?:https?|ftp)://|\bwww\.`)

// DefangText spoils in a text what a mail program or a viewer would make a link
// of by itself: http://, https://, ftp:// and www.
func DefangText(s string) string {
	if !strings.Contains(s, "://") && !strings.Contains(s, ".") {
		return s
	}
	return fires.ReplaceAllStringFunc(s, func(m string) string {
		switch {
		case strings.HasSuffix(m, "."):
			return m[:3] + "[.]"
		case m[0]|0x20 == 'f':
			return "fxp://"
		}
		return "hxxp" + m[4:]
	})
}
