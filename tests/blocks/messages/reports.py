"""Reports of mail servers on letters (RFC 3464), as they come back for tests."""

from tests.blocks.messages.mail_server import Arrived

LONG_GONE = "5.1.1"
_REPORT = """\
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: {to}
Subject: Delivery Status Notification
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="PART/mx"

This is a MIME-encapsulated message.

--PART/mx
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

--PART/mx
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Original-Envelope-Id: {envelope}
Arrival-Date: Mon, 02 Mar 2026 09:00:00 +0800 (CST)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 {status} <{recipient}>: nobody here

--PART/mx
Content-Description: Undelivered message headers
Content-Type: text/rfc822-headers

From: notices@city.example
To: {recipient}

--PART/mx--
"""


def report(
    to: str,
    action: str = "failed",
    status: str = LONG_GONE,
    envelope: str = "QQ00",
    recipient: str = "an@example.org",
) -> bytes:
    """Return the report that a letter to `recipient` fared so, sent to the address `to`."""
    text = _REPORT.format(
        to=to, action=action, status=status, envelope=envelope, recipient=recipient
    )
    return text.replace("\n", "\r\n").encode()


def report_on(arrived: Arrived, action: str = "failed", status: str = LONG_GONE) -> bytes:
    """Return the report of the server that a letter arrived at, to where it was sent from."""
    return report(f"<{arrived.sender}>", action, status, recipient=arrived.to[0])
