package explanation

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"

	"lamproom/format/jsonc"
	"lamproom/indicator"
)

// Stratum is a message of a mining protocol: JSON-RPC over TCP, one object a
// line. Absent fields are left out.
type Stratum struct {
	Type       string            `json:"type"`      // "stratum_message"
	Protocol   string            `json:"protocol"`  // "cryptonote" (Monero and its kin), "stratum" (Bitcoin's), "eth-proxy"
	Message    string            `json:"message"`   // "login", "job", "submit", "keepalived", "mining.authorize" … "result"
	Direction  string            `json:"direction"` // "to_pool", "from_pool"
	Login      string            `json:"login,omitempty"`
	Password   string            `json:"password,omitempty"`
	Wallet     *indicator.Wallet `json:"wallet,omitempty"`
	Worker     string            `json:"worker,omitempty"`
	Agent      string            `json:"agent,omitempty"`
	Algorithms []string          `json:"algorithms,omitempty"`
	RigID      string            `json:"rig_id,omitempty"`
	Session    string            `json:"session,omitempty"` // the id the pool gave
	JobID      string            `json:"job_id,omitempty"`
	Blob       string            `json:"blob,omitempty"` // what is hashed, hexadecimal
	Target     string            `json:"target,omitempty"`
	Difficulty float64           `json:"difficulty,omitempty"` // of the target: hashes a share costs on average
	Height     float64           `json:"height,omitempty"`
	SeedHash   string            `json:"seed_hash,omitempty"`
	Algorithm  string            `json:"algorithm,omitempty"`
	Nonce      string            `json:"nonce,omitempty"`
	Result     string            `json:"result,omitempty"` // the hash that was found
	Status     string            `json:"status,omitempty"`
	Error      string            `json:"error,omitempty"`
	Broken     string            `json:"broken,omitempty"` // the message is cut off or no strict JSON
	Refanged   bool              `json:"refanged,omitempty"`
}

// stratum reads the text as one message. The names of methods alone do not
// make one: "login" and "submit" are words of many protocols, so the
// parameters must be those of mining.
func (r *reader) stratum() bool {
	v, broken := jsonc.Parse([]byte(r.text))
	if v.Kind != jsonc.Object {
		return false
	}
	m := Stratum{Type: "stratum_message", Refanged: r.refanged}
	if broken != nil {
		m.Broken = broken.Error()
	}
	params, _ := v.Get("params")
	method := str(v, "method")
	ok := false
	switch {
	case method == "":
		ok = m.answer(v)
	case strings.HasPrefix(method, "mining."):
		ok = m.bitcoin(method, params)
	case strings.HasPrefix(method, "eth_"):
		ok = m.ethereum(method, params, v)
	default:
		ok = m.cryptonote(method, params)
	}
	if ok {
		r.add(m)
	}
	return ok
}

// cryptonote reads the messages of Monero's pools (xmrig-proxy, doc/STRATUM.md).
func (m *Stratum) cryptonote(method string, p jsonc.Value) bool {
	m.Protocol, m.Message, m.Direction = "cryptonote", method, "to_pool"
	switch method {
	case "login":
		login, ok := p.Get("login")
		if !ok || login.Kind != jsonc.String || !has(p, "pass") && !has(p, "agent") && !has(p, "algo") && !has(p, "rigid") {
			return false
		}
		m.who(login.Text)
		m.Password, m.Agent, m.RigID = str(p, "pass"), str(p, "agent"), str(p, "rigid")
		if algos, ok := p.Get("algo"); ok {
			for _, a := range algos.Items {
				if len(m.Algorithms) < maxReadings {
					m.Algorithms = append(m.Algorithms, a.Text)
				}
			}
		}
		return true
	case "job":
		m.Direction = "from_pool"
		return m.job(p)
	case "submit":
		m.Session, m.JobID, m.Nonce, m.Result, m.Algorithm = str(p, "id"), str(p, "job_id"), str(p, "nonce"), str(p, "result"), str(p, "algo")
		return has(p, "job_id") && isHex(m.Nonce) && isHex(m.Result)
	case "keepalived":
		m.Session = str(p, "id")
		return p.Kind == jsonc.Object || p.Kind == jsonc.Missing
	case "getjob":
		m.Session = str(p, "id")
		return m.Session != ""
	}
	return false
}

func (m *Stratum) job(p jsonc.Value) bool {
	m.JobID, m.Blob, m.Target, m.SeedHash, m.Algorithm = str(p, "job_id"), str(p, "blob"), str(p, "target"), str(p, "seed_hash"), str(p, "algo")
	if h, ok := p.Get("height"); ok {
		m.Height, _ = h.Float()
	}
	m.Difficulty = difficulty(m.Target)
	return isHex(m.Blob) && isHex(m.Target)
}

// answer reads what a pool says in return.
func (m *Stratum) answer(v jsonc.Value) bool {
	m.Message, m.Direction, m.Protocol = "result", "from_pool", "cryptonote"
	if !has(v, "id") {
		return false
	}
	if e, ok := v.Get("error"); ok && e.Kind == jsonc.Object {
		m.Error = str(e, "message")
	}
	result, _ := v.Get("result")
	switch result.Kind {
	case jsonc.Object:
		m.Session, m.Status = str(result, "id"), str(result, "status")
		if job, ok := result.Get("job"); ok {
			return m.job(job)
		}
		return m.Status != "" && has(v, "error") && (m.Status == "OK" || m.Status == "KEEPALIVED")
	case jsonc.Array: // [[["mining.set_difficulty", …], …], extranonce1, size]
		m.Protocol = "stratum"
		return len(result.Items) >= 2 && mentions(result.Items[0], "mining.", 3)
	}
	return false
}

// bitcoin reads the messages of Bitcoin's protocol, which most other coins took over.
func (m *Stratum) bitcoin(method string, p jsonc.Value) bool {
	m.Protocol, m.Message, m.Direction = "stratum", method, "to_pool"
	at := func(i int) string {
		if i < len(p.Items) {
			return p.Items[i].Text
		}
		return ""
	}
	switch method {
	case "mining.subscribe":
		m.Agent = at(0)
	case "mining.authorize":
		m.who(at(0))
		m.Password = at(1)
	case "mining.submit":
		m.who(at(0))
		m.JobID, m.Nonce = at(1), at(4)
	case "mining.notify":
		m.Direction, m.JobID = "from_pool", at(0)
	case "mining.set_difficulty":
		m.Direction = "from_pool"
		if len(p.Items) > 0 {
			m.Difficulty, _ = p.Items[0].Float()
		}
	case "mining.set_target":
		m.Direction, m.Target = "from_pool", at(0)
	case "mining.set_extranonce", "mining.ping":
		m.Direction = "from_pool"
	case "mining.configure", "mining.suggest_difficulty", "mining.suggest_target", "mining.extranonce.subscribe", "mining.get_transactions", "mining.pong", "mining.hello", "mining.noop":
	default:
		return false
	}
	return true
}

// ethereum reads the messages of eth-proxy and its kin.
func (m *Stratum) ethereum(method string, p, v jsonc.Value) bool {
	m.Protocol, m.Message, m.Direction = "eth-proxy", method, "to_pool"
	switch method {
	case "eth_submitLogin", "eth_login":
		if len(p.Items) == 0 {
			return false
		}
		m.who(p.Items[0].Text)
		if len(p.Items) > 1 {
			m.Password = p.Items[1].Text
		}
		if w := str(v, "worker"); w != "" {
			m.Worker = w
		}
	case "eth_submitWork":
		if len(p.Items) < 3 {
			return false
		}
		m.Nonce, m.JobID, m.Result = p.Items[0].Text, p.Items[1].Text, p.Items[2].Text
	case "eth_getWork", "eth_submitHashrate":
	default:
		return false // the rest of Ethereum's interface is no mining
	}
	return true
}

func (m *Stratum) who(login string) {
	m.Login = login
	l := indicator.SplitLogin(login)
	m.Wallet, m.Worker = l.Wallet, l.Worker
}

// difficulty of a target: 4 bytes t, little endian, stand for the 64-bit target
// (2^64-1) / ((2^32-1) / t), 8 bytes for themselves; the difficulty is
// (2^64-1) / target. 0 where the target is neither.
func difficulty(target string) float64 {
	b, err := hex.DecodeString(target)
	if err != nil {
		return 0
	}
	var t uint64
	switch len(b) {
	case 4:
		small := uint64(binary.LittleEndian.Uint32(b))
		if small == 0 {
			return 0
		}
		t = math.MaxUint64 / (math.MaxUint32 / small)
	case 8:
		t = binary.LittleEndian.Uint64(b)
	}
	if t == 0 {
		return 0
	}
	return float64(math.MaxUint64 / t)
}

func str(v jsonc.Value, key string) string {
	if f, ok := v.Get(key); ok && (f.Kind == jsonc.String || f.Kind == jsonc.Number) {
		return f.Text
	}
	return ""
}

func has(v jsonc.Value, key string) bool {
	_, ok := v.Get(key)
	return ok
}

func isHex(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

func mentions(v jsonc.Value, prefix string, depth int) bool {
	if strings.HasPrefix(v.Text, prefix) {
		return true
	}
	for i, e := range v.Items {
		if i < 8 && depth > 0 && mentions(e, prefix, depth-1) {
			return true
		}
	}
	return false
}
