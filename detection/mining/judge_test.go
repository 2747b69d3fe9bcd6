package mining

import (
	"testing"

	"lamproom/format/commandline"
)

const refWallet = "4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS"

func split(line string) [][]string {
	cs, _ := commandline.Split([]byte(line), commandline.Guess([]byte(line)), nil)
	var out [][]string
	for _, c := range cs {
		out = append(out, c.Strings())
	}
	return out
}

func TestQuick(t *testing.T) {
	for _, l := range []string{
		`intelservice.exe -o barjuok.ryongnamsan.edu.kp:3333 -u ` + refWallet + ` -p KJU -k`,
		`-o barjuok.ryongnamsan.edu.kp -u ` + refWallet + ` -p KJU`,
		`x -o 10.0.0.5:443 -u worker1 -p x -k`,
		`gcc -o output -u symbol`, `curl -o out.json -u admin:x -k https://host:9200`,
		`./xmrig -c config.json`, `docker run -d metal3d/xmrig -o pool.x.org:3333 -u ` + refWallet,
		`foo -o run.sh -u bar -p baz`,
	} {
		for _, a := range split(l) {
			v := Judge(a)
			t.Logf("%v %.1f %s\n   %s", v.Level, v.Score, l, v.Because)
		}
	}
}
