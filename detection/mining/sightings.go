package mining

import (
	"cmp"
	"slices"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// poolSightings are the indicators of one pool, each with its place and use.
func poolSightings(p detection.Pool, login indicator.Login, role evidence.Role, poolAt, userAt, passAt, workerAt evidence.Locator, hasPass bool) []detection.Sighting {
	var out []detection.Sighting
	see := func(ind indicator.Indicator, w *indicator.Wallet, at evidence.Locator, use detection.Use) {
		out = append(out, detection.Sighting{Indicator: ind, Wallet: w, At: at, Role: role, Use: use})
	}
	use := func(own detection.Use) detection.Use {
		switch p.Payee {
		case detection.PaysDonation:
			return detection.UseDonation
		case detection.Example:
			return detection.UseExample
		case detection.Decoy:
			return detection.UseDecoy
		}
		return own
	}
	poolUse := use(detection.UsePool)
	if p.Payee == detection.PaysDonation && !donationHosts[p.Host] {
		poolUse = detection.UsePool // the developers' wallet at somebody's pool
	}
	if ind, ok := indicatorHost(p.Host); ok {
		see(ind, nil, poolAt, poolUse)
	}
	if p.Port != nil && p.Host != "" && !isVariable(p.Host) {
		if ind, ok := indicator.New(indicator.TypeEndpoint, (indicator.Endpoint{Host: p.Host, Port: *p.Port}).Address()); ok {
			see(ind, nil, poolAt, poolUse)
		}
	}
	if p.Payee == detection.Placeholder || p.Payee == detection.NoPayee {
		return out
	}
	switch {
	case p.Wallet != nil:
		see(p.Wallet.Indicator(), p.Wallet, userAt, use(detection.UsePayee))
	case login.Email != "":
		if ind, ok := indicator.New(indicator.TypeEmail, login.Email); ok {
			see(ind, nil, userAt, use(detection.UseLogin))
		}
	case login.Address != "" && len(login.Address) <= 256 && !IsPlaceholder(p.User):
		see(indicator.Indicator{Type: indicator.TypeWorker, Value: login.Address}, nil, userAt, use(detection.UseLogin))
	}
	if hasPass && p.Password != nil && *p.Password != "" && !isVariable(*p.Password) {
		see(indicator.Indicator{Type: indicator.TypePassword, Value: *p.Password}, nil, passAt, use(detection.UsePassword))
	}
	if p.Worker != nil && *p.Worker != "" && !isVariable(*p.Worker) {
		see(indicator.Indicator{Type: indicator.TypeWorker, Value: *p.Worker}, nil, workerAt, use(detection.UseWorker))
	}
	if login.Email != "" && p.Wallet != nil {
		if ind, ok := indicator.New(indicator.TypeEmail, login.Email); ok {
			see(ind, nil, userAt, use(detection.UseLogin))
		}
	}
	slices.SortStableFunc(out, func(a, b detection.Sighting) int { return cmp.Compare(a.At.Offset, b.At.Offset) })
	return out
}
