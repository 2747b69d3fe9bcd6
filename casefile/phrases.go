package casefile

import "maps"

// phrase is one thing that may be to be done.
type phrase struct {
	id, phase, sentence string
}

// phrases lists what may be to be done, in the order in which it is done.
// Sentences name commands only where no value of the evidence stands in them.
var phrases = []phrase{
	{"verify.conflict", PhaseVerify, "Ask the owner before anything is changed: the owner's list declares this mining, and yet it hides. One of the two is not as it seems. It is about {values}."},
	{"verify.declared", PhaseVerify, "Compare with the owner's list, which declares this mining: does the list come from the owner, is it up to date, and does it mean this machine? It is about {values}."},
	{"verify.owner", PhaseVerify, "Ask who answers for the machine, by a way that does not lead through it, whether this mining is theirs: nothing that was examined says so. What is theirs can be declared with --owner. Do not wait for the answer with what preserves and contains."},
	{"verify.possible", PhaseVerify, "Before anything is changed, see whether it mines at all: what was found is not enough to say so. Look at {values}."},
	{"verify.pools", PhaseVerify, "See in the logs of the firewall, the proxy and the name servers whether this machine or another one asks for the pools: {values}."},
	{"verify.then", PhaseVerify, "If that shows a miner, keep what it showed and examine it as well: what is to be removed, and where, follows from it. If it does not, nothing more is to be done."},

	{"preserve.live", PhasePreserve, "Before anything is ended or switched off, take what is gone afterwards: the memory, the running processes with their programs, the open connections, who is logged in. Then take an image of the disk."},
	{"preserve.distrust", PhasePreserve, "Do not trust what the machine's own tools show, something changes what they see: {values}. Use tools brought from outside that need no library of the machine, or look at the image."},
	{"preserve.logs", PhasePreserve, "Logs were wiped or switched off ({values}): secure the copies that lie elsewhere (log server, provider, backup) before they are overwritten."},
	{"preserve.times", PhasePreserve, "The times of these files were forged: {values}. Do not put events in order by them; the journal of the file system and the logs know better."},
	{"preserve.containers", PhasePreserve, "Keep the containers and their images before they are removed (docker commit, docker save; kubectl get -o yaml): {values}."},
	{"preserve.evidence", PhasePreserve, "Keep what was examined as it is; the report has the hashes. The findings rest on {values}."},

	{"contain.isolate", PhaseContain, "Take the machine off the network without switching it off: another VLAN, the rules of the cloud or the hypervisor, the isolation of the endpoint protection."},
	{"contain.pools", PhaseContain, "Block the pools for the whole network, and log who asks for them, for those are hit too: {values}."},
	{"contain.proxy", PhaseContain, "The pool is an address of a private network: {values}. A machine there passes the work on. Examine it next, and see who else connects to it."},
	{"contain.local", PhaseContain, "The pool is the machine itself: {values}. A tunnel or a proxy listens there and leads to the true one. See which program it is and where it connects to."},
	{"contain.downloads", PhaseContain, "Block the servers that it is fetched from, and look for them in the logs of the proxy and the name servers: {values}."},
	{"contain.downloads-shared", PhaseContain, "Block these addresses, not the servers, which many use for other things: {values}."},
	{"contain.internal", PhaseContain, "It is fetched from a machine of a private network: {values}. Somebody put it there: examine that machine next, and see who else fetched from it."},
	{"contain.callbacks", PhaseContain, "Block where it reports to or takes orders from: {values}."},
	{"contain.suspend", PhaseContain, "If it has to stop at once, suspend it and do not kill it (kill -STOP, or a debugger's or Process Explorer's suspend): what watches it would start it anew, and its memory would be lost. It is started as {values}."},
	{"contain.spread", PhaseContain, "It tries to reach other machines ({values}). Look for the same on every machine that this one reaches, and stop those ways between them."},

	{"eradicate.watch", PhaseEradicate, "Remove all of the following at one time, from the image or with the network off: what is left puts the rest back."},
	{"eradicate.immutable", PhaseEradicate, "First take off the attributes that keep files from being changed (chattr -ia; attrib and icacls on Windows): {values}."},
	{"eradicate.preload", PhaseEradicate, "Take the library that is loaded into every program out of the list of preloaded ones, with a statically linked tool, and then remove it: {values}."},
	{"eradicate.units", PhaseEradicate, "Stop and disable these units and timers, and remove their files and drop-ins: {values}."},
	{"eradicate.crontab", PhaseEradicate, "Take its lines out of the crontabs (crontab -e for the user, the files under /etc/cron.* and /var/spool/cron): {values}."},
	{"eradicate.tasks", PhaseEradicate, "Export these scheduled tasks and then delete them: {values}."},
	{"eradicate.launchd", PhaseEradicate, "Unload these agents and daemons of launchd (launchctl bootout) and remove their property lists: {values}."},
	{"eradicate.services", PhaseEradicate, "Stop these services and delete them: {values}."},
	{"eradicate.registry", PhaseEradicate, "Export these keys of the registry and then remove the values that start it: {values}."},
	{"eradicate.wmi", PhaseEradicate, "Remove the event filters, consumers and bindings of WMI: {values}."},
	{"eradicate.keys", PhaseEradicate, "Take its keys out of the lists of those that may log in by SSH: {values}."},
	{"eradicate.accounts", PhaseEradicate, "Lock the accounts that were made or changed, end their sessions, and remove them when their files are kept: {values}."},
	{"eradicate.start", PhaseEradicate, "Take out what was added to these files, which are run when the machine starts or somebody logs in, and remove those that are wholly new: {values}."},
	{"eradicate.other", PhaseEradicate, "Remove what else starts it again: {values}."},
	{"eradicate.containers", PhaseEradicate, "Stop these containers, and remove them with their images and what starts them again: {values}."},
	{"eradicate.dropped", PhaseEradicate, "When they are kept as evidence, remove its programs and files: {values}."},
	{"eradicate.examined", PhaseEradicate, "Find where these files lay on the machine and remove them there: {values}."},
	{"eradicate.tools", PhaseEradicate, "Put the system's own tools back from its packages, which were renamed, wrapped or replaced: {values}."},
	{"eradicate.hiding", PhaseEradicate, "Undo what hides it: {values}."},
	{"eradicate.protection", PhaseEradicate, "Switch protection on again and take out the exceptions that were made: {values}."},
	{"eradicate.firewall", PhaseEradicate, "Put the rules of the firewall, the hosts file and the name servers back to what you set: {values}."},
	{"eradicate.tuning", PhaseEradicate, "Put the settings that were changed for mining back (huge pages, model-specific registers, limits): {values}."},
	{"eradicate.rebuild", PhaseEradicate, "Better than to clean is to set up anew from a state of before: who could set all this could set more than was found."},

	{"rotate.named", PhaseRotate, "Change, from another machine, the credentials it took or looked for: {values}."},
	{"rotate.ssh", PhaseRotate, "Replace the SSH keys that lay on the machine, and take their old public halves out of the authorized_keys of every machine that trusted them: {values}."},
	{"rotate.cloud", PhaseRotate, "Revoke the tokens that the cloud's metadata service gave this machine, see in the cloud's log what was done with them, and have the service ask for a session token (IMDSv2 and the like): {values}."},
	{"rotate.containers", PhaseRotate, "Change what the containers and their control plane could read: registry logins, tokens of service accounts, secrets and environment variables: {values}."},
	{"rotate.services", PhaseRotate, "Set a new password for the services it goes through, and take them off the open network: {values}."},
	{"rotate.all", PhaseRotate, "It ran with the rights of the system or sets keys and accounts: change every password, key and token that lay on the machine or was typed there."},

	{"close.spread", PhaseClose, "It goes on to other machines in these ways, and may well have come in by one of them: {values}. Close them here and on all machines like this one. The evidence does not prove that it was one of them."},
	{"close.rivals", PhaseClose, "It drives other miners away: the same door stood open to others. Look for what they left behind, too."},
	{"close.unknown-unix", PhaseClose, "How it got in, this evidence does not say. What would tell: the log of logins (auth.log, secure, journal, wtmp, btmp), the logs of web servers and applications, shell histories, and the times of the oldest of its files."},
	{"close.unknown-windows", PhaseClose, "How it got in, this evidence does not say. What would tell: the Security log (4624, 4625, 4648, 4688, 4698), the System log (7045), those of the task scheduler, of PowerShell (4104) and of remote desktop, Prefetch, Amcache, and the browser's history."},
	{"close.unknown-container", PhaseClose, "For containers: the audit log of the cluster, the Docker daemon's log, who could reach its socket or port 2375, and where the image came from."},
	{"close.unknown", PhaseClose, "How it got in, this evidence does not say. What would tell: the log of logins, the logs of every service that can be reached from outside, and the times of the oldest of its files."},

	{"tell.owner", PhaseTell, "Tell the owner of the machine and whoever answers for security, by a way that does not lead through it."},
	{"tell.hosters", PhaseTell, "Report the servers that it is fetched from to whoever hosts them (the register of their address names a contact for abuse): {values}."},
	{"tell.services", PhaseTell, "Report these addresses to the services that serve them, with the hash of what they gave: {values}."},
	{"tell.pools", PhaseTell, "Report the login to the operators of the pools; some end accounts that are fed by stolen machines. Use the contact that the pool itself names: {values}."},
	{"tell.custodian", PhaseTell, "Tell the police of the base address and the payment id of the wallet: exchanges hand out such addresses, and whoever runs the base knows whose payment id it is. {values}."},
	{"tell.cert", PhaseTell, "Tell the national or sectoral CERT, with the indicators of this report: others are hit by the same."},
	{"tell.data-protection", PhaseTell, "Credentials were taken or searched for: whoever had them could read more. Have it judged at once whether personal data was within reach; laws set short limits (the GDPR: 72 hours)."},
}

var english = func() Phrasing {
	p := Phrasing{Sentences: map[string]string{}, On: "On {hosts}: ", More: "and {n} more, see the findings"}
	for _, x := range phrases {
		p.Sentences[x.id] = x.sentence
	}
	return p
}()

// StepPhrases returns the sentences of the steps in English by the id of their
// phrase, for those who put them into other languages.
func StepPhrases() map[string]string { return maps.Clone(english.Sentences) }
