package minerconfig

import "strings"

// layout is what is known of one program's configuration. Keys are written in
// lower case with '-' for '_', as compared; "pool/" stands before keys of an entry
// of the list of pools, "NAME/" before those of the block of that name. After ':'
// stand the types the value may have: s string, n number, b bool, z null, o
// object, a array; any but o and a where nothing stands.
type layout struct {
	name  string
	marks string // keys that hardly anything else has
	keys  string // keys that belong to it as to much else
}

// layouts is the visible list. Where two fit equally the first one is named.
var layouts = []layout{
	{
		name: "xmrig",
		marks: `donate-level:n donate-over-proxy:nb randomx:ob health-print-time:n print-time:n retry-pause:n
			pause-on-battery:b pause-on-active:bn max-cpu-usage:n huge-pages:b hw-aes:bz av:n cpu-affinity:snz cpu-priority:nz
			cc-client:o algo-perf:o rebench-algo:b bench-algo-time:n algo-min-time:n dmi:b max-threads-hint:n
			cpu/huge-pages cpu/huge-pages-jit cpu/hw-aes cpu/max-threads-hint cpu/memory-pool cpu/yield cpu/asm
			cpu/argon2-impl cpu/cn/0 cpu/cn-lite/0 cpu/rx/0:ab cpu/rx/wow:ab cpu/rx:a cpu/cn:a cpu/astrobwt-max-size
			randomx/init randomx/1gb-pages randomx/numa randomx/rdmsr randomx/wrmsr randomx/mode randomx/cache-qos
			opencl/loader opencl/adl opencl/platform cuda/loader cuda/nvml cuda/bfactor-hint opencl-platform opencl-loader
			cuda-bfactor cuda-max-threads
			api/worker-id:sz api/access-token:sz http/access-token:sz http/restricted:b
			pool/rig-id:sz pool/self-select:sz pool/submit-to-origin:b pool/nicehash:b pool/tls-fingerprint:sz pool/keepalive:bn
			pool/daemon:b pool/daemon-poll-interval:n pool/spend-secret-key:sz pool/socks5:sz pool/variant:sn
			rig-id:sz nicehash:b tls-fingerprint:sz`,
		keys: `keepalive:bn user-agent:sz pools:a url:s user:s pass:s algo:sz coin:sz threads:naz background:b colors:b title:bs autosave:b retries:n
			log-file:sz syslog:b watch:b verbose:nb api:o http:o tls:ob opencl:ob cuda:ob cpu:ob dns:o variant:sn safe:b asm:sbz
			pool/url:s pool/user:s pool/pass:s pool/algo:sz pool/coin:sz pool/enabled:b pool/tls:b`,
	},
	{
		name: "xmrig-proxy",
		marks: `bind:a custom-diff:n custom-diff-stats:b access-log-file:sz reuse-timeout:n login-file:sz
			donate-level:n retry-pause:n pool/rig-id:sz pool/nicehash:b pool/keepalive:bn pool/tls-fingerprint:sz
			api/worker-id:sz http/access-token:sz http/restricted:b`,
		keys: `mode:s bind:s workers:bs pools:a url:s user:s pass:s algo:sz coin:sz background:b colors:b autosave:b retries:n log-file:sz
			access-password:sz verbose:nb api:o http:o tls:ao syslog:b watch:b user-agent:sz pool/url:s pool/user:s pool/pass:s pool/tls:b`,
	},
	{
		name: "xmr-stak",
		marks: `pool-list:a pool/pool-address:s pool/wallet-address:s pool/pool-password:s pool/use-nicehash:b pool/use-tls:b
			pool/tls-fingerprint:s pool/pool-weight:n pool/rig-id:s pool-address:s wallet-address:s pool-password:s
			cpu-threads-conf:az cpu-thread-num:n gpu-threads-conf:az gpu-thread-num:n call-timeout:n giveup-limit:n retry-time:n
			h-print-time:n verbose-level:n print-motd:b httpd-port:n use-slow-memory:sb nicehash-nonce:b aes-override:bz
			tls-secure-algo:b daemon-mode:b low-power-mode:bn no-prefetch:b
			affine-to-cpu:nb bfactor:n bsleep:n sync-mode:n mem-mode:n strided-index:nb mem-chunk:n comp-mode:b worksize:n http-login:s http-pass:s prefer-ipv4:b platform-index:n auto-tune:n`,
		keys: `currency:s output-file:s use-tls:b tls-fingerprint:s`,
	},
	{
		name: "silentcryptominer",
		marks: `stealth-targets:s stealth-fullscreen:b kill-targets:s idle-wait:n idle-cpu:n max-cpu:n ssltls:b
			remote-config:s process-killer:s`,
		keys: `algo:s pool:s wallet:s password:s nicehash:b port:ns rigid:s rig-id:s api-endpoint:s`,
	},
	{
		name:  "t-rex",
		marks: `api-bind-http:s api-bind-telnet:s gpu-report-interval:n lhr-tune:s lhr-autotune-mode:s autoupdate:b no-strict-ssl:b no-nvml:b exit-on-cuda-error:b exit-on-connection-lost:b gpu-init-mode:n back-to-main-pool-sec:n reconnect-on-fail-shares:n temperature-limit:ns temperature-start:ns pool/worker:s`,
		keys:  `algo:s coin:s pools:a devices intensity:sn time-limit:n cpu-priority:n log-path:s hashrate-avr:n pool/url:s pool/user:s pool/pass:s`,
	},
	{
		name:  "ccminer",
		marks: `-comment1:s api-bind:s api-remote:b cpu-mining:b show-diff:b max-temp:n pool/disabled:b pool/removed:b pool/pool-id pool/max-diff:n pool/time-limit:n no-gbt:b no-longpoll:b`,
		keys:  `algo:s pools:a quiet:b debug:b protocol:b intensity:sn cpu-priority:n statsavg:n devices pool/name:s pool/url:s pool/user:s pool/pass:s pool/algo:s`,
	},
	{
		name:  "cpuminer",
		marks: `-comment1:s api-bind:s api-remote:b cpu-affinity:ns cpu-priority:n show-diff:b benchmark:b no-redirect:b no-getwork:b no-gbt:b no-longpoll:b no-stratum:b coinbase-addr:s coinbase-sig:s max-temp:n hash-meter:b retry-pause:n`,
		keys:  `url:s user:s pass:s userpass:s algo:s threads:n quiet:b debug:b protocol:b background:b retries:n timeout:n scantime:n cert:s proxy:s`,
	},
	{
		name:  "cgminer",
		marks: `api-listen:b api-port:sn api-allow:s api-groups:s api-mcast-port api-mcast-code api-description:s api-network:b expiry:sn queue:sn scan-time:sn scan-type hotplug:sn kernel-path:s gpu-threads:sn gpu-engine:s gpu-fan:s gpu-memclock:s auto-fan:b worksize:sn xintensity:s bitmain-fan-ctrl:b bitmain-freq:s bitmain-voltage:s freq-level:s failover-only:b no-submit-stale:b shares:sn temp-cutoff:s temp-target:s load-balance:b balance:b rotate:sn bitmain-use-vil:b multi-version:sn pool/pool-priority:s pool/quota:sn pool/poolname:s`,
		keys:  `pools:a intensity:s vectors:s log:sn kernel:s pool/url:s pool/user:s pool/pass:s pool/algorithm:s`,
	},
	{
		name:  "srbminer",
		marks: `cryptonight-type:s double-threads:b gpu-conf:a target-temperature:n shutdown-temperature:n min-rig-speed:n restart-devices-on-rejected:b give-up-limit:n main-pool-reconnect:n pool/wallet:s pool/pool-use-tls:b pool/job-timeout:n pool/max-difficulty:n pool/worker:s pool/nicehash:b pool/keepalive:nb`,
		keys:  `intensity:nsa api-enabled:b api-port:n api-rig-name:s log-file:s pools:a pool/pool:s pool/password:s gpu-intensity:n`,
	},
	{
		name:  "lolminer",
		marks: `defaults:o apiport:n apihost:s shortstats:n longstats:n digits:n dualmode:s dualpool:s dualuser:s dualpass:s`,
		keys:  `watchdog:s tls:ns pools:a coin:s algo:s pool:s port:sn user:s pass:s devices:sa worker:s pool/pool:s pool/port:sn pool/user:s pool/pass:s`,
	},
	{
		name:  "nbminer",
		marks: `strict-ssl:b no-watchdog:b fidelity-timeframe:n log-no-job:b memory-tweak:sn temperature-limit:n temperature-start:n secondary-url:s secondary-user:s secondary-intensity:sn reject-as-stale no-interrupt:b no-cache:b lhr:sn cclk:s mclk:s url1:s user1:s proxy:s`,
		keys:  `coin:s algo:s api:s url:s user:s pass:s password:s devices:s intensity:sn log:b log-file:s verbose:b platform:n`,
	},
	{
		name:  "bzminer",
		marks: `pool-configs:a rig-name:s http-enabled:b http-port:n http-address:s http-password:s update-frequency-ms:n lock-config:b advanced-config:b device-overrides:a extra-dev-fee:n restart-miner-minutes:n pool/lhr-only:b pool/wallet:a pool/url:a`,
		keys:  `pool/algorithm:s pool/username:s pool/wallet:s pool/url:s pool:a nvidia-only:b amd-only:b log-file:s clear-log-file:b hide-disabled-devices:b`,
	},
	{
		name:  "jce",
		marks: `cpu-threads-conf:a gpu-threads-conf:a multi-hash:n cpu-architecture:s use-cache:b affine-to-cpu:nb`,
	},
	{
		name:  "hiveos",
		marks: `pool-urls:a wal-id:n pool/pool-urls:a pool/wal-id:n pool/pool-ssl:b pool/pool-geo:a pool/miner-config:o pool/miner-alt:s isfavorite:b pool/dpool-urls:a custom-url:s custom-template:s custom-pass:s custom-algo:s custom-miner:s custom-user-config:s custom-install-url:s hugepages:n`,
		keys:  `items:a coin:s miner:s pool:s template:s url:s algo:s farm-id:n pool/coin:s pool/pool:s pool/miner:s install-url:s user-config:s`,
	},
	{
		name:  "multipoolminer",
		marks: `poolname:as excludepoolname:as minername:as excludeminername:as workername:s excludealgorithm:as minerstatuskey:s minerstatusurl:s switchingprevention:ns bitcoinaddress:s minerapiqueryinterval:n servicelocation:n`,
		keys:  `wallet:s username:s wallets:o algorithm:as region:s interval:n donate:n currency:as`,
	},
	{
		name:  "nanominer",
		marks: `rigname:s sortpools:sb mport:n webpassword:s webport:n farmrecheck:n usessl:sb protocol:s pool1:s dagserializer:s watchdog:sb minhashrate:n epochs:s checkforupdates:sb autoupdate:sb nolog:sb noauto:s ignoreepochs:s`,
		keys:  `wallet:s coin:s email:s paymentid:s devices:s logpath:s`,
	},
	{
		name:  "gminer",
		marks: `[device]:z templimit:ns electricity-cost:ns pec:sbn dag-mode:ns dual-intensity:ns dalgo:s dserver:s duser:s dport:n proto:s`,
		keys:  `[common]:z [server]:z oc:sbn algo:s server:s port:n user:s pass:s worker:s api:ns devices:s watchdog:sbn ssl:sbn pool/host:s pool/port:n pool/user:s pool/pass:s pool/server:s pool/ssl:sbn intensity:sn`,
	},
	{
		name:  "claymore",
		marks: `epool:s ewal:s epsw:s eworker:s esm:ns dpool:s dwal:s dpsw:s dcoin:s xpool:s xwal:s xpsw:s zpool:s zwal:s zpsw:s fpool:s fwal:s fpsw:s allpools:ns allcoins:ns dbg:n mport:ns ftime:n etha:ns ethi:ns asm:ns pool/esm:ns pool/allpools:ns pool/allcoins:ns pool/psw:s tt:ns tstop:ns wd:ns wal:s`,
		keys:  `pool:s pass:s worker:s mode:n di:s gser:n pool/wallet:s pool/worker:s pool/pool:s`,
	},
	{
		name:  "p2pool",
		marks: `zmq-port:n addpeers:s stratum-api:sbz light-mode:bz no-randomx:bz rpc-login:s out-peers:n in-peers:n data-api:s local-api:bz no-cache:bz no-color:bz loglevel:n mini:bz nano:bz start-mining:n merge-mine:s`,
		keys:  `rpc-port:n wallet:s stratum:s p2p:s host:s`,
	},
	{
		name:  "monerod",
		marks: `start-mining:s mining-threads:n bg-mining-enable:nsb bg-mining-ignore-battery:nsb bg-mining-min-idle-interval:n bg-mining-idle-threshold:n bg-mining-miner-target:n`,
	},
	{
		name:  "bosminer",
		marks: `[group.pool]:z [hash-chain-global]:z [autotuning]:z [power-scaling]:z [temp-control]:z psu-power-limit:ns power-target:ns asic-boost:sb hot-temp:sn dangerous-temp:sn fixed-share-ratio:ns`,
		keys:  `[group]:z [format]:z pools:a model:s pool/url:s pool/user:s pool/password:s`,
	},
	{
		name:  "ethos",
		marks: `proxywallet:s proxypool1:s proxypool2:s proxypool3:s poolpass1:s poolpass2:s globalminer:s stratumproxy:s maxgputemp:ns globalcore:ns globalmem:ns globalpowertune:ns autoreboot:s dualminer:s dualminer-coin:s namedisplay:s rigpool1:s stubminer:s`,
		keys:  `flags:s globalfan:ns custompanel:s loc:s wallet:s`,
	},
}

// vetoes are keys of programs that have much of the vocabulary and do not mine:
// the server of a pool, a schema, a database's configuration.
const vetoes = `poolserver:o blockunlocker:o payments:o stratumserver:o paymentprocessing:o $schema:s openapi:s swagger:s
	properties:o definitions:o $defs:o datasource:o jdbc:so pm:s dbname:s database:s db:s dialect:s bucket:s topic:s clientid:s
	client-id:s client-secret:s driver:s driverclassname:s maxpoolsize:n minpoolsize:n max-connections:n queues:a exchange:s
	base-dn:s basedn:s bind-dn:s binddn:s smtp:o from:s subject:s repositories:a repository:so scripts:o dependencies:o`

// families are the names under which the top level of a configuration spells out
// a pool: address, port, login, password, worker. Digits may follow them all.
var families = []family{
	{"url", "port", "user", "pass", "rig-id", "tls"},
	{"pool-address", "pool-port", "wallet-address", "pool-password", "rig-id", "use-tls"},
	{"pool", "port", "wallet", "password", "rigname", "usessl"},
	{"server", "port", "user", "pass", "worker", "ssl"},
	{"epool", "eport", "ewal", "epsw", "eworker", ""},
	{"dpool", "dport", "dwal", "dpsw", "dworker", ""},
	{"xpool", "", "xwal", "xpsw", "xworker", ""},
	{"zpool", "", "zwal", "zpsw", "zworker", ""},
	{"fpool", "", "fwal", "fpsw", "fworker", ""},
	{"dualpool", "", "dualuser", "dualpass", "dualworker", ""},
	{"dserver", "dport", "duser", "dpass", "dworker", "dssl"},
	{"url-backup", "", "user", "pass", "rig-id", "tls"},
	{"backup-url", "", "user", "pass", "rig-id", "tls"},
	{"secondary-url", "", "secondary-user", "secondary-pass", "", ""},
	{"proxypool", "", "proxywallet", "poolpass", "", ""},
	{"custom-url", "", "custom-template", "custom-pass", "", ""},
	{"pool-url", "pool-port", "pool-user", "pool-pass", "pool-worker", "pool-tls"},
	{"pool-host", "pool-port", "wallet", "password", "worker", "pool-ssl"},
	{"host", "port", "user", "pass", "worker", "tls"},
}

type family struct{ address, port, user, pass, rig, tls string }

// The names that an entry of a list of pools may give a thing, best first.
var (
	poolLists    = words(`pools pool-list pool-configs poolconfigs items servers`)
	addressNames = words(`pool-urls url pool-address pool host server address pool-url poolurl stratum stratum-url hostname uri custom-url`)
	portNames    = words(`port pool-port poolport rpc-port`)
	userNames    = words(`user wallet-address wallet walletaddress wal username login account pool-user custom-template template`)
	passNames    = words(`pass password pool-password pool-pass passwd psw pwd custom-pass`)
	rigNames     = words(`rig-id rigid worker rigname rig-name worker-name workername`)
	tlsNames     = words(`tls use-tls pool-use-tls ssl ssltls usessl pool-ssl`)
	algoNames    = words(`algo algorithm cryptonight-type custom-algo`)
	coinNames    = words(`coin currency`)
)

func words(s string) []string { return strings.Fields(s) }

// norm brings a key into the form of the tables.
func norm(key string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(key)), "_", "-")
}

// sign is what a key may speak for: layout, as a mark or as an ordinary key. The
// layout of a veto is -1.
type sign struct {
	layout int
	mark   bool
	types  string
}

// signs are the tables by key.
var signs = func() map[string][]sign {
	all := map[string][]sign{}
	enter := func(specs string, layout int, mark bool) {
		for _, s := range words(specs) {
			key, types, typed := strings.Cut(s, ":")
			if !typed {
				types = "snbz"
			}
			all[key] = append(all[key], sign{layout, mark, types})
		}
	}
	for i, l := range layouts {
		enter(l.marks, i, true)
		enter(l.keys, i, false)
	}
	enter(vetoes, -1, false)
	return all
}()

// known are the keys of the top level that make an object worth a look.
var known = func() map[string]bool {
	all := map[string]bool{"start-mining": true}
	for key, at := range signs {
		for _, s := range at {
			if s.layout >= 0 {
				all[key] = true
			}
		}
	}
	for _, f := range families {
		all[f.address], all[f.user] = true, true
	}
	for _, list := range [][]string{poolLists, addressNames, userNames} {
		for _, k := range list {
			all[k] = true
		}
	}
	delete(all, "")
	return all
}()
