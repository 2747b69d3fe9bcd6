package mining

import (
	"regexp"
	"strings"

	"lamproom/detection"
	"lamproom/indicator"
)

// donationHosts are servers of the miners' own developers: XMRig
// (DonateStrategy.cpp of its releases), xmr-stak (executor.cpp), XMRigCC. They
// are compared whole: a name one letter off is somebody else's.
var donationHosts = words(`
donate.xmrig.com fee.xmrig.com donate.v2.xmrig.com donate.ssl.xmrig.com
donate.xmr-stak.net donate.graef.in donate2.graef.in
`)

// donationWallets are payment addresses that miners' documentation asks
// donations for (README.md of XMRig).
var donationWallets = words(`
48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD
1P7ujsXeX7GxQwHNnJsRMgAdNkFZmNVqJT
`)

// IsDonation reports whether a pool is that of a miner's developers, or the login
// is their wallet.
func IsDonation(host, address string) bool {
	return donationHosts[host] || donationWallets[address]
}

// variable matches what a shell or a template would fill in.
var variable = regexp.MustCompile(`^(\$\{?[A-Za-z_0-9@*]|%[A-Za-z_0-9]|![A-Za-z_]+!|\{\{|\$\(|<%|\{[A-Za-z_]|@@?[A-Z_]+@|#\{|__[A-Z_]+__$|\$env:)`)

// isVariable reports whether a login is left to be filled in.
func isVariable(s string) bool { return variable.MatchString(s) }

// placeholderWords stand in the login of a template. They are looked for in
// logins that are no wallet.
var placeholderWords = []string{
	"wallet", "your", "site_key", "site-key", "sitekey", "public_key", "public-key", "address", "placeholder", "changeme", "change_me", "change-me", "replace", "example", "xxxx", "insert", "_here", "username", "...", "…",
	"todo", "钱包", "кошел", "адрес", "billetera", "portefeuille", "payout", "walet", "dompet", "yyyy",
}

// IsPlaceholder reports whether a login is a template's and no payee.
func IsPlaceholder(user string) bool {
	u := strings.ToLower(strings.TrimSpace(user))
	if u == "" {
		return false
	}
	if isVariable(user) || strings.HasPrefix(u, "<") || strings.HasPrefix(u, "[") || strings.HasPrefix(u, "*") {
		return true
	}
	for _, w := range placeholderWords {
		if strings.Contains(u, w) {
			return true
		}
	}
	switch u {
	case "user", "login", "name", "x", "none", "null", "test", "address", "addr", "xmr", "monero", "me":
		return u != "x" && u != "test" && u != "me"
	}
	return false
}

// payeeOf says who is paid by a login at a host.
func payeeOf(host, user string, login indicator.Login) detection.Payee {
	switch {
	case donationHosts[host], donationWallets[login.Address], login.Wallet != nil && login.Wallet.Base != nil && donationWallets[*login.Wallet.Base]:
		return detection.PaysDonation
	case strings.TrimSpace(user) == "":
		return detection.NoPayee
	case login.Wallet == nil && login.Email == "" && IsPlaceholder(user):
		return detection.Placeholder
	}
	return detection.PaysOperator
}
