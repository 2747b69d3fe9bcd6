package mining

import "strings"

// family is a mining program. Its names are those it is released under: a
// renamed one is recognised by its arguments.
type family struct {
	name   string
	starts []string // the program's name begins so, letter case ignored
	exact  bool     // the name is the whole: it is an ordinary word
}

// families lists mining programs with a command line of their own. The first
// whose name fits counts, so longer names stand before shorter ones.
var families = []family{
	{name: "xmrig-proxy", starts: []string{"xmrig-proxy"}},
	{name: "xmrigcc", starts: []string{"xmrigcc", "xmrigdaemon", "xmrigminer"}},
	{name: "xmrig", starts: []string{"xmrig"}},
	{name: "xmr-stak", starts: []string{"xmr-stak", "xmrstak"}},
	{name: "xmr-node-proxy", starts: []string{"xmr-node-proxy"}},
	{name: "cpuminer", starts: []string{"cpuminer", "minerd", "m-minerd", "m-cpuminer", "sugarmaker", "cpuminer-opt", "yespower"}},
	{name: "ccminer", starts: []string{"ccminer"}},
	{name: "cgminer", starts: []string{"cgminer", "sgminer"}},
	{name: "bfgminer", starts: []string{"bfgminer"}},
	{name: "srbminer", starts: []string{"srbminer"}},
	{name: "lolminer", starts: []string{"lolminer"}},
	{name: "t-rex", starts: []string{"t-rex", "trex"}},
	{name: "nbminer", starts: []string{"nbminer"}},
	{name: "gminer", starts: []string{"gminer"}},
	{name: "teamredminer", starts: []string{"teamredminer"}},
	{name: "nanominer", starts: []string{"nanominer"}},
	{name: "claymore", starts: []string{"ethdcrminer", "claymore", "nsgpucnminer", "nsgpucpu", "zecminer64"}},
	{name: "phoenixminer", starts: []string{"phoenixminer"}},
	{name: "tt-miner", starts: []string{"tt-miner", "ttminer"}},
	{name: "ethminer", starts: []string{"ethminer", "kawpowminer", "progpowminer", "serominer"}},
	{name: "nsfminer", starts: []string{"nsfminer"}},
	{name: "iniminer", starts: []string{"iniminer"}},
	{name: "tbminer", starts: []string{"tbminer", "teamblackminer"}},
	{name: "tnn-miner", starts: []string{"tnn-miner", "tnn_miner"}},
	{name: "dero-miner", starts: []string{"dero-miner", "derominer", "deroplus", "deroluna", "astrominer", "astrobwt-miner"}},
	{name: "kaspa-miner", starts: []string{"kaspa-miner", "kaspaminer", "karlsen-miner", "pyrin-miner", "pyipad-miner", "spectre-miner", "nexellia-miner"}},
	{name: "alephium-miner", starts: []string{"alephium-gpu-miner", "gpu-miner-alephium", "alephium-miner"}},
	{name: "rqiner", starts: []string{"rqiner"}},
	{name: "dynexsolve", starts: []string{"dynexsolve"}},
	{name: "xpmminer", starts: []string{"xpmminer", "xpmclient"}},
	{name: "xlarig", starts: []string{"xlarig"}},
	{name: "ewbf", starts: []string{"ewbf"}},
	{name: "optiminer", starts: []string{"optiminer"}},
	{name: "eth-proxy", starts: []string{"eth-proxy"}},
	{name: "bzminer", starts: []string{"bzminer"}},
	{name: "bminer", starts: []string{"bminer"}, exact: true},
	{name: "rigel", starts: []string{"rigel"}, exact: true},
	{name: "wildrig", starts: []string{"wildrig"}},
	{name: "miniz", starts: []string{"miniz"}, exact: true},
	{name: "onezerominer", starts: []string{"onezerominer"}},
	{name: "cast-xmr", starts: []string{"cast_xmr", "cast-xmr"}},
	{name: "jce", starts: []string{"jce_cn"}},
	{name: "hellminer", starts: []string{"hellminer"}},
	{name: "cryptodredge", starts: []string{"cryptodredge"}},
	{name: "z-enemy", starts: []string{"z-enemy"}},
	{name: "nheqminer", starts: []string{"nheqminer"}},
	{name: "minergate", starts: []string{"minergate"}},
	{name: "xmrigdaemon", starts: []string{"xmrigdaemon"}},
	{name: "p2pool", starts: []string{"p2pool"}},
	{name: "monerod", starts: []string{"monerod"}},
}

// familyOf names the family of a program, "" if the name is none of them. An
// image's tag and registry do not count.
func familyOf(program string) string {
	p := baseName(program)
	if i := strings.IndexAny(p, ":@"); i > 0 {
		p = p[:i]
	}
	for _, f := range families {
		for _, s := range f.starts {
			if f.exact && p == s || !f.exact && strings.HasPrefix(p, s) {
				return f.name
			}
		}
	}
	return ""
}

// baseName is the last element of a path, in lower case, without the extension
// of a program.
func baseName(p string) string {
	if i := strings.LastIndexAny(p, `/\`); i >= 0 {
		p = p[i+1:]
	}
	p = strings.ToLower(strings.TrimSpace(p))
	for _, ext := range []string{".exe", ".sh", ".elf", ".bin", ".com"} {
		p = strings.TrimSuffix(p, ext)
	}
	return p
}

// role is what an option of a miner takes.
type role uint8

const (
	noRole    role = iota
	poolRole       // the address of the server
	hostRole       // the same under a name that many programs use for something else
	userRole       // the login
	passRole       //
	loginRole      // user:password
	nameRole       // worker
	algoRole       //
	portRole       //
	coinRole       //
	tlsRole        // a switch, or 0 and 1
	payRole        // starts mining to an address without any pool
)

// shortRoles are options of one letter, which are told apart by case.
var shortRoles = map[string]role{
	"o": poolRole, "u": userRole, "p": passRole, "a": algoRole, "O": loginRole,
	"P": hostRole, "S": hostRole, "s": hostRole, "l": hostRole, "c": hostRole, "F": hostRole,
	"w": nameRole, "r": nameRole, "n": portRole,
}

// longRoles are options of more letters, in lower case. A letter in front of
// pool, wal and psw names the second coin of a miner that mines two (Claymore,
// PhoenixMiner); a digit behind is the next pool (nanominer).
var longRoles = map[string]role{
	"url": poolRole, "pool": poolRole, "pool-address": poolRole, "pool_address": poolRole, "poolurl": poolRole, "pool-url": poolRole, "pool_url": poolRole,
	"stratum": poolRole, "tls-url": poolRole, "uri": hostRole, "server": hostRole, "host": hostRole, "proxy-pool": poolRole, "backup-url": poolRole,
	"user": userRole, "username": userRole, "wal": userRole, "wallet": userRole, "wallet-address": userRole, "wallet_address": userRole, "login": userRole,
	"address": userRole, "account": userRole, "miner-address": userRole,
	"userpass": loginRole,
	"pass":     passRole, "password": passRole, "psw": passRole, "pwd": passRole, "pool_password": passRole, "pool-password": passRole, "passwd": passRole,
	"worker": nameRole, "worker-name": nameRole, "worker_name": nameRole, "workername": nameRole, "rig-id": nameRole, "rigid": nameRole, "rig": nameRole, "rigname": nameRole, "rig-name": nameRole,
	"algo": algoRole, "algorithm": algoRole, "cryptonight_type": algoRole,
	"port": portRole, "coin": coinRole, "currency": coinRole,
	"tls": tlsRole, "ssl": tlsRole, "use-tls": tlsRole, "pool_use_tls": tlsRole,
	"start-mining": payRole,
}

// roleOf says what an option takes, and for which of a miner's coins. What a
// family alone means by it goes first.
func roleOf(family, name string, dashes int) (role, byte) {
	if d, ok := dialects[family][name]; ok {
		return d.role, d.group
	}
	if len(name) == 1 {
		return shortRoles[name], 0
	}
	n := strings.ToLower(name)
	if r, ok := longRoles[n]; ok {
		return r, 0
	}
	if r, group := secondRole(n, dashes); r != noRole {
		return r, group
	}
	if t := strings.TrimRight(n, "0123456789"); t != n && len(n)-len(t) == 1 {
		if r, ok := longRoles[t]; ok {
			if d := n[len(n)-1]; d != '1' {
				return r, d
			}
			return r, 0
		}
	}
	if len(n) > 3 && strings.IndexByte("exzdf", n[0]) >= 0 && dashes == 1 {
		switch n[1:] {
		case "pool", "wal", "psw", "pass", "worker":
			return longRoles[n[1:]], n[0]
		}
	}
	return noRole, 0
}

// knownOptions are further options of mining programs (XMRig in all releases,
// its proxy, and the families above): they take part in the structure, with
// their own weights in weights.go where they tell more.
var knownOptions = words(`
1gb-pages access-token api-access-token api-id api-ipv6 api-no-ipv6 api-no-restricted api-port api-worker-id argon2-impl asm astrobwt-avx2
astrobwt-max-size autosave av background bench benchmark cache-qos colors config cpu-affinity cpu-argon2-impl cpu-max-threads-hint cpu-memory-pool
cpu-no-yield cpu-priority cuda cuda-bfactor-hint cuda-bsleep-hint cuda-devices cuda-loader daemon daemon-job-timeout daemon-poll-interval
daemon-zmq-port data-dir dns-ipv6 dns-ttl donate-level donate-over-proxy dry-run hash health-print-time http-access-token http-enabled http-host
http-no-restricted http-port huge-pages huge-pages-jit hugepage-size hugepages-jit hw-aes id ipv4 ipv6 keepalive log-file max-cpu-usage nicehash
no-color no-cpu no-dmi no-huge-pages no-hugepages no-nvml no-rdmsr no-title no-watch no-yield opencl opencl-devices opencl-loader opencl-no-cache
opencl-platform pause-on-active pause-on-battery print-time proxy randomx-1gb-pages randomx-cache-qos randomx-init randomx-mode randomx-no-numa
randomx-no-rdmsr randomx-wrmsr restricted retries retry-pause rotation safe seed self-select spend-secret-key stress submit submit-to-origin syslog
threads title tls-cert tls-cert-key tls-ciphers tls-ciphersuites tls-dhparam tls-fingerprint tls-gen tls-protocols token user-agent variant verbose
verify watch worker-id wrmsr k t B S b l c q A D P x no-longpoll no-getwork no-stratum no-redirect scantime timeout cert coinbase-addr
disable-gpu disable-cpu cpu-threads gpu-id nicehash esm esm0 allpools allcoins mode mport wd r epsw eworker stales stale tt cdm mi amd nvidia
intensity i d devices temperature-limit api api-bind api-bind-http cpu-threads no-strict-ssl pers par tlsurl use-nicehash noamd nonvidia nocpu
currency h-print-time gpu-threads mt proto pool2 ethstratum rate gpus oc templimit log no-nvidia low any auto legacy farm-recheck report-hashrate
light-mode mini nano p2p rpc-port zmq-port loglevel merge-mine mining-threads no-igd stratum-api miner-affinity randomx-no-numa cc-url
dualmode dual-mode dcoin dalgo zilcache enablezilcache lhr-algo lhr-tune lhr-coin kernel zilepoch
cc-access-token cc-worker-id cc-use-tls cc-client-config opencl-threads opencl-launch multi-hash
`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// algorithms are names of proof-of-work algorithms as miners take them: those of
// XMRig's releases and the usual ones of other families. What begins with rx/,
// cn/, randomx, cryptonight or argon2/ need not be listed.
var algorithms = words(`
astrobwt cn cn-heavy cn-lite cn-light cn-pico cn-trtl cn-talleo cn-ultralite cn-extremelite ghostrider gr kawpow randomx rx rx0 random-x
ethash etchash autolykos autolykos2 kheavyhash kaspa equihash equihash144_5 equihash125_4 equihash192_7 equihash210_9 zelhash zhash beamhash
octopus ergo progpow progpowz progpow_zano firopow evrprogpow meowpow verushash pyrin karlsen karlsenhashv2 pyrinhashv2 astrobwtv3 spectrex memehash sha512256d radiant ironfish ethashb3 ethashsm verus verthash yescrypt yescryptr8 yescryptr16 yescryptr32
yespower yespowerr16 yespowersugar yespowerurx minotaurx lyra2z lyra2rev2 lyra2rev3 lyra2v2 lyra2v3 lyra2re lyra2h x11 x11gost x13 x14 x15 x16r x16rv2 x16rt x16s
x17 x21s x22i x25x xevan phi phi2 skunk tribus timetravel c11 nist5 quark qubit groestl myr-gr neoscrypt scrypt sha256d sha256t blake blake2s blake2b
blake3 decred lbry keccak keccakc skein skein2 hmq1725 m7m allium argon2 argon2d250 argon2d500 argon2d4096 argon2d16000 hodl heavyhash
power2b curvehash dynexsolve nexapow alephium karlsenhash pyrinhash fishhash xelishash xelishashv2 ubqhash vertcoin mtp mtp-tcr
cuckaroo29 cuckatoo31 cuckatoo32 cuckaroo29b cuckarood29 cuckaroom29 cuckaroo29s balloon polytimos flex mike panthera nim zil
`)

// algorithmFamily reports whether a name is an algorithm of mining.
func isAlgorithm(name string) bool {
	n := strings.ToLower(name)
	if algorithms[n] {
		return true
	}
	for _, p := range []string{"rx/", "cn/", "cn-", "randomx", "cryptonight", "argon2/", "astrobwt", "cn_", "kawpow", "ghostrider", "equihash", "progpow", "rx_"} {
		if strings.HasPrefix(n, p) {
			return true
		}
	}
	return false
}
