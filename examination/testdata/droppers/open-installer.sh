#!/bin/bash
# Shape: a pool's own installer, which says what it does and asks. It brings a
# miner all the same; whether the owner wants it, nothing here tells.
echo "This sets up a miner of Monero in $HOME/miner."
read -p "Go on? [y/N] " answer
if [ "$answer" != "y" ]; then
  exit 1
fi
killall -9 xmrig
if ! curl -L --progress-bar "https://pool.example.org/download/xmrig.tar.gz" -o /tmp/xmrig.tar.gz; then
  echo "Cannot download"
  exit 1
fi
tar xf /tmp/xmrig.tar.gz -C $HOME/miner
sudo sysctl -w vm.nr_hugepages=$((1168+$(nproc)))
cat >/tmp/pool_miner.service <<EOL
[Unit]
Description=Monero miner service
[Service]
ExecStart=$HOME/miner/xmrig --config=$HOME/miner/config.json
Restart=always
Nice=10
[Install]
WantedBy=multi-user.target
EOL
sudo mv /tmp/pool_miner.service /etc/systemd/system/pool_miner.service
sudo systemctl enable pool_miner.service
sudo systemctl start pool_miner.service
