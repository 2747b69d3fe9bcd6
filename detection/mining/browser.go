package mining

import "lamproom/detection"

// browserMiners are the layouts of miners that pages start in their visitors'
// browsers, as dissection/webpage names them. Their login is a key that the
// service knows the payee by.
var browserMiners = words(`
coinhive crypto-loot coinimp deepminer webminepool projectpoi coinhave minero minr monerise jsecoin browser-miner
`)

func inBrowser(layout string) bool { return browserMiners[layout] }

// operated reports whether a pool pays an operator.
func operated(pools []detection.Pool) bool {
	for _, p := range pools {
		if p.Payee == detection.PaysOperator {
			return true
		}
	}
	return false
}
