"""Sound files to import, of each kind."""

from app.services.exchange import templates

SOUND = {
    "staff": "code,name,title,pack,started_on\nS{n},Ann Čuč̓ {n},Peer supporter,mt-cbhpss,2024-01-01\n",
    "supervisors": "code,name,license_type,license_number,licensed_on\nV{n},Ruth {n},social_worker,L-{n},2015-01-01\n",
    "agreements": "staff,supervisor,signed_on,ends_on,not_therapist_confirmed\nAW,RC,2024-01-{n:02},,yes\n",
    "hours": "staff,date,category,minutes,paid\nAW,2026-02-{n:02},direct_service,{n}0,yes\n",
    "supervision": "staff,supervisor,date,start,stop,format,manner\nAW,RC,2026-02-{n:02},14:00,15:00,individual,video\n",
    "clients": "code,first_name,last_name,county,admitted_on\nC{n},Clara,Elk {n},Lake,2026-01-0{n}\n",
    "encounters": (
        "client,staff,date,start,stop,manner,place,service_type,phase,support,data,assessment,plan,funding\n"
        "K1,AW,2026-02-{n:02},09:00,10:00,in_person,Center,coaching,engaging,emotional,met,talked,again,\n"
    ),
    "applicants": "code,name,position,applied_on\nA{n},Joss {n},Peer supporter,2026-01-0{n}\n",
    "scores": "applicant,panelist,question,score,note\nJL,Louis,general-{n},4,clear\n",
}


def sound(kind: str) -> bytes:
    """A file of this kind with three rows that can be taken; a kind without one of its own has its header only."""
    if kind not in SOUND:
        return templates.template(kind).splitlines()[0].encode() + b"\n1,2,3\n"
    header, row = SOUND[kind].split("\n", 1)
    return (header + "\n" + "".join(row.format(n=number) for number in (2, 3, 4))).encode()
