sed -r \
  -e 's/^("pool_address" : ).*,/\1"pool.example.com:3333",/' \
  -e 's/^("wallet_address" : ).*,/\1"4MASi45ub7Qe4ZE36UT5G6cU4ud8Fhhe4deS4F3cw9KTAb8dLcukC7edhDQ7cn5d4gEYkbUrMWeWQLGsCmrG6dLaYyNoVKf",/' \
  -e 's/^("pool_password" : ).*,/\1"x",/' \
  -i config.txt
