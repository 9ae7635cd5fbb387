"""Mandates: the page that gives, takes back and chooses them."""

from actors.blocks.mandates.mandate import GiveMandate
from serve_apps.blocks.mandates import pages
from serve_apps.blocks.mandates.held import HELD
from serve_apps.blocks.mandates.holder import prepared
from serve_apps.front.face import Face, Preparation

FACE = Face(
    routers=(pages.router,),
    holdings=HELD,
    before=(Preparation(command=GiveMandate, prepare=prepared),),
)
