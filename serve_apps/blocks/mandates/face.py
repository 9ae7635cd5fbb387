"""Mandates: the page that gives, takes back and chooses them."""

from actors.blocks.mandates.mandate import GiveMandate
from serve_apps.blocks.mandates import pages
from serve_apps.blocks.mandates.holder import prepared
from serve_apps.front.face import Face, Preparation

FACE = Face(
    routers=(pages.router,),
    before=(Preparation(command=GiveMandate, prepare=prepared),),
)
