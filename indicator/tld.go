package indicator

import "strings"

// knownTLD has all country codes of the root zone, the generic domains that are
// met in practice, and the names that private networks use. It is a sieve and no
// registry: a name outside it is [HostUnknown], not wrong.
var knownTLD = words(`
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg
ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi
gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw
ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng
ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn
so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws
ye yt za zm zw
arpa com net org edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat asia post xxx
academy agency app art audio auction bank bar beauty best bet bid bio black blog blue bond boats buzz cafe cam camp
capital cards care cash casino center cfd chat city click cloud club codes coffee community company computer cool
country crypto cyou date deals delivery design dev digital direct directory download earth energy engineering
enterprises exchange expert express family fans farm finance financial fish fit foundation fun fund fyi gallery game
games gay gift global gold golf group guide guru health help homes host hosting house icu immo ink institute
international investments jetzt kim land lat law lease life limited link live loan lol love ltd makeup market
marketing mba media men mining moe mom money monster mov movie network news ninja now nyc one ong online organic page paris
party photo photos pics pictures pink pizza plus poker press pub quest racing realty red rent rest review reviews rip
rocks run sale sbs school science security services sex shop show site skin social software solar solutions space store
stream studio style support surf systems tax team tech technology tips today tools top tours town toys trade trading
training tube university vip video vin vodka vote wang watch website wiki win wine work works world wtf xyz yachts yoga
zip zone
onion i2p bit eth local localdomain lan internal intranet corp home
example test invalid
`)

// fileExtension has endings of file names, whether or not a domain shares them.
var fileExtension = words(`
7z a apk asm asp aspx awk bak bas bash bat bin bmp bz2 c cab cc cfg cgi class cmd conf cpp crt cs css csv dat db deb dex
dll dmg doc docx elf eml env example exe gif go gz h hpp hta htm html ico inc inf ini ipynb iso jar java jpeg jpg js json jsp
jsx ko kt lnk lock log lua md mk ml mod mov mp3 mp4 msi mui o obj ocx old otf out ovf pas pcap pdb pdf pem php pid pl pm
png pptx ps ps1 psd psm1 py pyc pyd rar rb reg res rpm rs rst rtf s scr sh sln so sql src svg swf sys tar test tf tgz tmp ts
tsx ttf txt vb vbs vue war wasm wav woff woff2 wsf xls xlsx xml xsd xsl xz yaml yara yml zip zsh
`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}
