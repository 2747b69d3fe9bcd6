import json
cfg = json.load(open(path))
cfg["pools"][0]["url"] = "pool.example.com:3333"
cfg["pools"][0]["user"] = "4MASi45ub7Qe4ZE36UT5G6cU4ud8Fhhe4deS4F3cw9KTAb8dLcukC7edhDQ7cn5d4gEYkbUrMWeWQLGsCmrG6dLaYyNoVKf"
cfg["pools"][0]["pass"] = socket.gethostname()
cfg["donate-level"] = 0
