"""How people in Vietnam write, in a chat, numbers and secrets that nobody should send there.

The patterns read flattened text (`flat`): small letters, no accents, as long as the original, so that a place
found is a place in the original. Every repetition is bounded: the time taken grows with the length of the text.
"""

from __future__ import annotations

import re
import unicodedata


def _flattened(char: str) -> str:
    letter = unicodedata.normalize("NFD", char.lower())[0]
    return "d" if letter == "đ" else letter


_FLAT = {code: _flattened(chr(code)) for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))}


def flat(text: str) -> str:
    """Composed (NFC) text in small letters without accents, letter by letter."""
    return text.translate(_FLAT)


_START = r"(?<![^\W\d])"
_END = r"(?![^\W\d])"
_MARKS = r"[\s:=>.,()\"'“”«»*\-–]{0,4}"
_BETWEEN = (
    "la|so|ma|cua|toi|tui|em|e|minh|anh|a|chi|c|chu|bac|co|ong|ba|me|bo|vo|chong|con|chau|day|ben|nay|ho"
    "|ca nhan|cong dan|nhan dan|gan chip|gan|chip|dien tu|moi|cu|vua|nhan|nhan duoc|duoc|dc|gui|gui ve|ve|may"
    "|tin nhan|ngan hang|dang nhap|dang ki|dang ky|dich vu cong|dvc|cong|quoc gia|he thong|vneid|tai khoan|tk"
    "|wifi|email|gmail|mail|zalo|facebook|web|trang|the|atm|tin dung|ghi no|visa|token|usb|chu ky so|ky so"
    "|smart|cong ty|cty|giam doc|hien tai|dang dung|nhu sau|thi|hom nay|sau|nguoi nop|nguoi dai dien|cho|nhe|nha|ad|ne"
    "|quy khach|khach hang|ban|giao dich|dung"
)
GAP = rf"{_MARKS}(?:(?:{_BETWEEN})(?![^\W\d]){_MARKS}){{0,8}}"
"""What may stand between the name of a thing and the thing: «CCCD của em là: …»."""

TELLING_NOTHING = frozenset(_BETWEEN.replace("|", " ").split()) | frozenset(
    "ad nhe nha oi ne da vang thong tin".split()
)
"""Words that ask nothing, beside a number."""

_IDENTITY = (
    r"c\s?c\s?c\s?d|can\s?cuoc|dinh\s?danh|so\s?cc|id\s?card|c\s?m\s?n\s?d|c\s?m\s?t\s?n\s?d|cmt"
    r"|chung minh (?:nhan dan|thu(?! nhap))|(?:so|giay|the) chung minh"
)
_CARD = (
    r"card(?: number)?|(?:so |ma )?the (?:atm|ngan hang|tin dung|ghi no|thanh toan|visa|master|napas|debit|credit)"
    r"|atm|visa|master\s?card|napas"
)
_CODE = (
    r"otp|ma (?:otp|pin|bao mat|xac thuc|xac minh|xac nhan|kich hoat|2fa)|(?:verification|security|pin) code|passcode"
    r"|so pin|pin (?:the|atm|token|chu ky so|usb|smart)|cvv2?|cvc2?"
)
_PASSWORD = r"mat\s?khau|password|passwd|pwd|pass|mk"  # noqa: S105  (the words, not a password)
_BANK = "ngan hang|vcb|vietcombank|agribank|bidv|vietinbank|techcombank|tcb|mb|mbbank|acb|vpbank|tpbank|sacombank|momo"
_ACCOUNT = rf"stk|tknh|so (?:tai khoan|tk)|(?:tai khoan|tk) (?:nhan tien|{_BANK})|account number|bank account"
_THING = (
    r"serial(?: number)?|seri|series|s/n|sn|imei|iccid|barcode|lot|gtin|ean|upc|model|part|p/n|ma vach|ma so ma vach"
    r"|(?:so |ma )?(?:may|khung|lo|lo hang|che tao|xuat xuong|thiet bi|hoa don|bien lai|chung tu|van don|to khai|phieu"
    r"|hop dong|giay chung nhan|giay phep|cong van|quyet dinh|ho so|hang|san pham|giao dich|don hang|don)"
)
_PHONE = r"sdt|dien thoai|so dt|dt|phone|hotline|zalo|goi"
NAMED = rf"{_START}(?:{_IDENTITY}|{_CARD}|{_CODE}|{_PASSWORD}|{_ACCOUNT}|pin|tk|tai khoan){_END}"
OTHER_NAME = re.compile(
    rf"{_START}(?:{_PHONE}|{_CARD}|{_CODE}|{_PASSWORD}|{_ACCOUNT}|{_THING}|nop|so tien|(?<!hoan )phi){_END}"
)
"""A name that takes the number after it away from an earlier name."""

IS = r"\s{0,3}(?:[,;\-–]\s?)?(?:(?:day |chinh |do )?la\s+|[(=]\s{0,3})(?:(?:so|ma|cai)\s+){0,2}"
"""What joins a number to the name behind it: «482913 là mã OTP»."""

CODE = re.compile(rf"{_START}(?:{_CODE}|pin){_END}")
CARD = re.compile(rf"{_START}(?:{_CARD}){_END}")
IDENTITY = re.compile(rf"{_START}(?:{_IDENTITY}){_END}")
ACCOUNT = re.compile(rf"{_START}(?:{_ACCOUNT}|tk|tai khoan){_END}")
PASSWORD = re.compile(rf"{_START}(?:{_PASSWORD}){_END}")

_OPEN = r"(?<![\d./-])"
_ALONE = r"(?<![\w./-])"
_SHUT = r"(?![^\W_]|[./-]\d)"
_NO_AMOUNT = (
    r"(?!\s?(?:d|dong|vnd|k|tr|trieu|ngan|nghin|ty|usd|%|gio|giay|phut|ngay|thang|nam|lan|ban|bo|cai|chiec|kg|mah|nguoi"
    r"|chu so|so|ky tu)(?![^\W\d]))"
)
_END_OF_IT = _SHUT + _NO_AMOUNT
_FAR = r"[^\n\d?!;]{0,40}?"
_IT_IS = r"(?:(?<![^\W\d])la\s|[:=])[\s\"'“«]{0,3}"

CODES = (
    re.compile(rf"{_START}(?:{_CODE}){_END}{GAP}{_OPEN}(?P<it>\d(?:[ -]?\d){{3,7}}){_END_OF_IT}"),
    re.compile(rf"{_START}(?:{_CODE}|pin){_END}{_FAR}{_IT_IS}(?P<it>\d(?:[ -]?\d){{3,7}}){_END_OF_IT}"),
    re.compile(rf"{_START}(?:cvv2?|cvc2?){_END}{GAP}{_OPEN}(?P<it>\d{{3}}){_SHUT}"),
    re.compile(rf"{_ALONE}(?P<it>\d(?:[ -]?\d){{3,7}}){IS}(?:{_CODE}|pin){_END}"),
)
IDENTITIES = (
    re.compile(
        rf"{_START}(?:{_IDENTITY}){_END}(?P<gap>[^\n?!;]{{0,40}}?){_OPEN}(?P<it>\d(?:[ .–-]{{0,3}}\d){{8,13}})"
        rf"{_END_OF_IT}"
    ),
    re.compile(rf"{_ALONE}(?P<gap>)(?P<it>\d(?:[ .-]?\d){{8}}){IS}(?:{_IDENTITY}){_END}"),
)
CARDS = (re.compile(rf"{_START}(?:{_CARD}){_END}{GAP}{_OPEN}(?P<it>\d(?:[ .-]?\d){{12,18}}){_SHUT}"),)
ACCOUNTS = (
    re.compile(rf"{_START}(?:{_ACCOUNT}){_END}(?P<gap>{GAP}){_OPEN}(?P<it>\d(?:[ .-]?\d){{5,18}}){_END_OF_IT}"),
    re.compile(
        rf"{_START}(?:{_ACCOUNT}){_END}(?P<gap>[^\n?!;\d]{{0,40}}?){_OPEN}(?P<it>\d(?:[ .-]?\d){{7,18}}){_END_OF_IT}"
    ),
    re.compile(rf"{_ALONE}(?P<gap>)(?P<it>\d(?:[ .-]?\d){{5,18}}){IS}(?:{_ACCOUNT}){_END}"),
    re.compile(
        rf"{_START}(?:tk|tai khoan){_END}(?P<gap>{GAP}){_OPEN}(?P<it>\d(?:[ .-]?\d){{5,18}})"
        rf"(?=[\s,(\-]{{1,3}}(?:(?:cua|tai|o)\s)?(?:{_BANK}){_END})"
    ),
)
PASSWORDS = (
    re.compile(rf"{_START}(?P<name>{_PASSWORD}){_END}(?P<gap>{GAP})(?<=[\"“«'])(?P<it>[^\"”»'\n]{{3,64}})(?=[\"”»'])"),
    re.compile(rf"{_START}(?P<name>{_PASSWORD}){_END}(?P<gap>{GAP})(?P<it>[^\s,;\"“”«»]{{4,64}})"),
    re.compile(
        rf"{_START}(?P<name>mat\s?khau|password){_END}(?P<gap>[^\n?!;]{{0,40}}?{_IT_IS})"
        rf"(?P<it>(?=[^\s\d]{{0,60}}\d)[^\s,;\"“”«»]{{6,64}})"
    ),
)
THINGS = re.compile(rf"{_START}(?:{_THING}){_END}{_MARKS}(?:(?:so|la|ma)\s{{1,3}}){{0,2}}(?P<it>\d[\d .-]{{3,30}})")
RUN = re.compile(r"(?<![^\W_])(?<!\d[./_-])(?P<it>\d(?:[ .\-–\u00a0\u200b]{0,3}\d){9,60})(?![^\W_])(?![/_]\d)")
"""Ten digits and more, in groups or not, that stand alone."""
