#!/bin/sh
sed -i 's#"url": *"[^"]*",#"url": "stratum+tcp://pool.example.com:3333",#' /opt/m/config.json
sed -i 's#"user": *"[^"]*",#"user": "4MASi45ub7Qe4ZE36UT5G6cU4ud8Fhhe4deS4F3cw9KTAb8dLcukC7edhDQ7cn5d4gEYkbUrMWeWQLGsCmrG6dLaYyNoVKf",#' /opt/m/config.json
sed -i 's/"donate-level": *[^,]*,/"donate-level": 0,/' /opt/m/config.json
