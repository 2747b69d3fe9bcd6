package mining

import "strings"

// talkers are programs that name a miner's arguments without running them.
var talkers = words(`
echo printf grep egrep fgrep rg awk sed pkill pgrep kill killall taskkill iptables ip6tables nft ufw man whatis apropos logger tee cat write-host write-output
findstr select-string get-process stop-process test expect alias export msg notify-send history find ls dir chmod chown rm mv cp touch
`)

// ordinary are programs with options like a miner's that mean something else.
// The name speaks against mining only where nothing but the structure speaks for
// it: an intruder may call a miner curl or mysqld.
var ordinary = words(`
curl wget gcc g++ cc c++ clang clang++ cpp tcc ld gold lld ar as nasm yasm strip objcopy objdump nm ranlib rustc go gofmt javac java kotlinc scalac ghc ocamlc swiftc tsc
ssh scp sftp sshpass sshfs rsync autossh mosh ssh-keygen ssh-copy-id plink pscp putty mount umount
mysql mysqldump mysqladmin mysqlimport mariadb mariadb-dump mysqlslap mycli psql pg_dump pg_restore pg_dumpall pgcli pgbench createdb createuser sqlcmd bcp sqlplus osql isql sqlldr
mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat redis-cli redis-benchmark memcached influx cqlsh nodetool clickhouse-client cockroach etcdctl consul vault nomad
openssl gpg keytool certutil certbot ldapsearch ldapadd ldapmodify ldapdelete ldappasswd kinit smbclient rpcclient net winexe crackmapexec nxc impacket-psexec evil-winrm
docker podman buildah skopeo crane nerdctl kubectl helm oc az aws gcloud terraform packer vagrant ansible ansible-playbook salt salt-ssh puppet chef knife
mosquitto_pub mosquitto_sub mqtt nats kafka-console-producer kafka-console-consumer kafkacat kcat rabbitmqadmin rabbitmqctl amqp-publish
ffmpeg ffplay ffprobe youtube-dl yt-dlp aria2c axel httrack lftp ftp ncftp ncftpput ncftpget tftp gsutil s3cmd rclone restic borg duplicity
iperf iperf3 ab wrk hey siege jmeter k6 httperf vegeta locust tsung sipp netperf nuttcp mtr ping ping6 traceroute nmap masscan zmap hping3 nc ncat netcat socat telnet
git svn hg cvs bzr p4 make cmake ninja meson bazel mvn gradle ant npm yarn pip pip3 gem bundle composer cargo
tar zip unzip 7z 7za gzip xz bzip2 zstd cpio rar unrar sort uniq cut tr head tail diff patch join split xxd od hexdump
sendemail swaks mail mailx mutt msmtp sendmail mpack hydra medusa ncrack patator john hashcat sqlmap nikto wpscan dirb gobuster ffuf wfuzz msfconsole msfvenom
useradd usermod userdel groupadd passwd chage su adduser addgroup id who last w ps top htop lsof ss netstat ip route tcpdump tshark dumpcap wireshark
xfreerdp rdesktop vncviewer x11vnc openvpn wg-quick openconnect vpnc strongswan ipsec pppd wpa_supplicant hostapd
snmpwalk snmpget snmpset snmptrap ipmitool radtest dig nslookup host whois drill kdig ntpdate chronyc timedatectl
python python2 python3 perl ruby node php lua r rscript julia pwsh uvicorn gunicorn flask celery jupyter
sh bash zsh dash systemctl service crontab journalctl logrotate gpasswd install mktemp dd fdisk mkfs lsblk blkid xargs
zabbix_sender zabbix_get nrpe check_http check_mysql check_tcp telegraf filebeat logstash fluent-bit promtool amtool
cadaver davfs2 gluster ceph rados rbd drbdadm virsh qemu-img qemu-system-x86_64 vboxmanage govc
aircrack-ng tor proxychains privoxy stunnel haproxy nginx httpd apache2 caddy squid dnsmasq bind named unbound
xmllint xsltproc pandoc latex pdflatex convert magick gs lp lpr lpstat cups enscript sox lame
elasticdump curator esrally solr nifi spark-submit beeline hive impala-shell presto trino hdfs hadoop sqoop zkcli
httpie http https xh grpcurl websocat wscat bombardier pm2 forever net-snmp smtp-cli imapsync offlineimap fetchmail getmail
monero-wallet-cli monero-wallet-rpc monero-blockchain-export bitcoin-cli bitcoind litecoin-cli geth electrum
`)

// isBare reports whether a program is named without a folder, or in one of the
// system's own: only then does its name mean the ordinary program.
func isBare(program string) bool {
	i := strings.LastIndexAny(program, `/\`)
	if i < 0 {
		return true
	}
	switch strings.ToLower(program[:i]) {
	case "/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin", `c:\windows\system32`, `c:\windows`, `c:\windows\syswow64`:
		return true
	}
	return false
}

func isTalker(program string) bool { return talkers[baseName(program)] && isBare(program) }

func isOrdinary(program string) bool {
	b := baseName(program)
	if isBare(program) && (ordinary[b] || ordinary[strings.TrimRight(b, "0123456789.-")]) {
		return true
	}
	for _, s := range []string{"x86_64-", "arm-", "aarch64-", "python3", "i686-"} { // cross compilers
		if strings.HasPrefix(b, s) {
			return true
		}
	}
	return false
}

// ordinaryPorts are those of well-known services that no pool offers itself at
// (IANA's registry).
var ordinaryPorts = map[int]bool{
	20: true, 21: true, 22: true, 23: true, 25: true, 53: true, 69: true, 110: true, 123: true, 139: true, 143: true, 161: true, 389: true, 445: true, 465: true,
	514: true, 587: true, 636: true, 873: true, 993: true, 995: true, 1433: true, 1521: true, 1883: true, 2049: true, 2181: true, 2375: true, 2376: true, 2379: true,
	3128: true, 3268: true, 3306: true, 3389: true, 5060: true, 5222: true, 5432: true, 5672: true, 5900: true, 5984: true, 5985: true, 5986: true, 6379: true, 6443: true, 8086: true,
	8883: true, 9042: true, 9092: true, 9200: true, 9300: true, 11211: true, 15672: true, 27017: true, 27018: true, 50070: true,
}

// poolPorts are those that many public pools for Monero offer.
var poolPorts = map[int]bool{
	3333: true, 4444: true, 5555: true, 6666: true, 7777: true, 8888: true, 9999: true, 14433: true, 14444: true, 13333: true, 15555: true, 17777: true, 19999: true, 33333: true,
	45560: true, 45700: true, 10128: true, 20128: true, 10032: true, 10001: true, 3355: true, 3357: true, 1111: true, 2222: true, 10343: true, 10300: true, 18081: false,
}
