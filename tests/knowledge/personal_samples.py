"""What people type: 200 messages with a number or secret in them, 200 without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from knowledge.base import Knowledge
from knowledge.vietnamese import fold

SEED = 20261120
COUNT = 200

PROVINCES = (1, 2, 4, 6, 8, 10, 19, 22, 24, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 46, 48, 52, 68, 75, 79, 92, 96)
GROUPS = ((12,), (12,), (12,), (12,), (3, 3, 3, 3), (4, 4, 4), (3, 9), (6, 6), (3, 3, 6), (3, 1, 2, 6), (4, 4, 2, 2))
SEPARATORS = (" ", ".", "-", " - ", "–")

IDENTITY = (
    "{}",
    "CCCD của tôi là {}",
    "cccd {}",
    "CCCD: {}",
    "cccd{}",
    "số căn cước: {} ạ",
    "Số CC {} nhé ad",
    "căn cước công dân số {} cấp ngày 10/05/2021",
    "tôi tên Nguyễn Văn Hùng, căn cước {}, muốn hỏi phí cấp phép x-quang",
    "Tôi là Trần Thị Hoa ({}) ở Phố Nối muốn hỏi hồ sơ công bố hợp quy",
    "số định danh cá nhân của em là {}, tra hộ em hồ sơ với",
    "mã định danh: {}",
    "giấy tờ của em: {}. Em muốn xin cấp lại giấy phép",
    "nộp hồ sơ hôm 20/11/2026, cccd {}, sđt 0912 345 678, sao chưa thấy gì",
    "ad kiểm tra giúp em {} xem hồ sơ 000.00.16.H40-241105-0003 đến đâu rồi",
    "{} đây ạ",
    "đăng nhập bằng {} không được",
    "tài khoản vneid {} báo lỗi khi nộp thủ tục 1.001677",
    "Căn cước của giám đốc:\n{}\nCăn cước của kế toán đã gửi rồi",
    "mst cá nhân {} có phải đóng phí không",
    "Hùng-{}-Kim Động",
    "em gửi lại:{}",
)
OLD = (
    "CMND {}",
    "số cmnd của tôi là {}",
    "cmt: {}",
    "chứng minh nhân dân số {} do công an Hưng Yên cấp",
    "CMND cấp ngày 12/3/2010 số {}",
    "{} là số chứng minh của em",
    "giấy chứng minh nhân dân của bố em {} hết hạn rồi thì nộp kiểu gì",
    "căn cước cũ {}",
)
CARD = (
    "{}",
    "thẻ ATM {}",
    "số thẻ ngân hàng của tôi: {}",
    "em trả phí bằng thẻ visa {} hạn 12/27 không được",
    "thẻ tín dụng {} cvv bị trừ tiền hai lần",
    "napas {}",
    "chị hoàn phí vào thẻ {} giúp em",
)
CODE = (
    "otp {}",
    "mã OTP là {}",
    "OTP: {}",
    "mã xác thực {} nhập vào vẫn báo sai",
    "ma xac nhan cua em la {}",
    "mã xác minh vừa gửi về máy là {}",
    "{} là mã OTP em vừa nhận được",
    "em nhận được mã otp {} rồi làm gì tiếp",
    "mã PIN của thẻ là {}",
    "pin: {}",
    "mã pin chữ ký số {}",
    "Mã PIN USB token công ty: {}",
    "em đọc otp cho chị nhé: {}",
    "{} (OTP)",
    "OTP của em nè {}",
    "Vietcombank: Ma OTP cua ban la {}. Khong chia se ma nay",
    "Mã xác thực giao dịch của quý khách là {}",
    "smart otp {}",
    "mã kích hoạt vneid {} hết hạn rồi",
)
PASSWORDS = (
    "mật khẩu là {}",
    "Mật khẩu: {}",
    "mật khẩu vneid của em là {}",
    "mk: {}",
    "pass: {}",
    "password {}",
    "mat khau dang nhap cong dich vu cong cua toi la {}",
    'mật khẩu là "{}"',
    "mật khẩu cấp 2 của em trên cổng tỉnh là {}",
    "user: hoa / pass: {}",
    "tài khoản hoanv, mật khẩu {} mà không vào được",
    "Mật khẩu email công ty = {}, anh vào xem giúp",
)
SECRETS = (
    "Hoa@1990",
    "hungyen2024",
    "Abc123456",
    "Minh#88",
    "123456",
    "P@ssw0rd!",
    "conmeo12",
    "20Thang11",
    "Kd_2026x",
)
ACCOUNT = (
    "stk {}",
    "STK: {} Vietcombank chủ tài khoản Nguyễn Văn A",
    "số tài khoản của em là {}",
    "hoàn phí vào tài khoản ngân hàng {} giúp em",
    "tk vcb {}",
    "chuyển vào tk {} ngân hàng BIDV nhé",
    "STK {}",
    "{} là số tài khoản BIDV của tôi",
    "số tài khoản nhận hoàn phí của công ty em: {}",
)


@dataclass(frozen=True)
class Sample:
    """A message, the kind of what must be masked in it, and what must not be readable afterwards."""

    text: str
    kind: str
    secret: str


def digits(random: Random, count: int) -> str:
    """Random digits, the first one no zero."""
    return str(random.randint(1, 9)) + "".join(str(random.randint(0, 9)) for _ in range(count - 1))


def grouped(number: str, sizes: tuple[int, ...], separator: str) -> str:
    """A number in groups."""
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return separator.join(parts)


def person(random: Random) -> str:
    """An identity number: province, sex and century, year, six more."""
    born = random.randint(1940, 2012)
    sex = random.randint(0, 1) + (2 if born >= 2000 else 0)
    return f"{random.choice(PROVINCES):03}{sex}{born % 100:02}{random.randint(0, 999999):06}"


def card(random: Random) -> str:
    """A card number with its check digit."""
    start = random.choice(("4", "51", "55", "2221", "9704", "6221", "3528"))
    body = start + "".join(str(random.randint(0, 9)) for _ in range(15 - len(start)))
    return next(body + last for last in "0123456789" if luhn(body + last))


def luhn(number: str) -> bool:
    """The check of card numbers, written otherwise than in the code."""
    total = 0
    for place, char in enumerate(reversed(number)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def private() -> list[Sample]:
    """200 messages that hold something to mask, every other one typed without accents."""
    random = Random(SEED)
    makers = (_identity, _identity, _identity, _old, _card, _code, _code, _password, _account, _identity)
    samples = [makers[number % len(makers)](random) for number in range(COUNT)]
    return [
        Sample(fold_but(one.text, one.secret), one.kind, one.secret) if number % 2 else one
        for number, one in enumerate(samples)
    ]


def fold_but(text: str, secret: str) -> str:
    """The text without accents, the secret as it is."""
    before, _, after = text.partition(secret)
    return fold(before) + secret + fold(after)


def _identity(random: Random) -> Sample:
    number = grouped(person(random), random.choice(GROUPS), random.choice(SEPARATORS))
    return Sample(random.choice(IDENTITY).format(number), "identity", number)


def _old(random: Random) -> Sample:
    number = grouped(digits(random, 9), random.choice(((9,), (3, 3, 3))), random.choice((" ", ".", "-")))
    return Sample(random.choice(OLD).format(number), "old_identity", number)


def _card(random: Random) -> Sample:
    number = grouped(card(random), random.choice(((16,), (4, 4, 4, 4))), random.choice((" ", "-", ".")))
    return Sample(random.choice(CARD).format(number), "card", number)


def _code(random: Random) -> Sample:
    length = random.choice((4, 6, 6, 6, 8))
    number = digits(random, length)
    if length == 6 and random.random() < 0.3:
        number = grouped(number, (3, 3), random.choice((" ", "-")))
    return Sample(random.choice(CODE).format(number), "code", number)


def _password(random: Random) -> Sample:
    secret = random.choice(SECRETS)
    return Sample(random.choice(PASSWORDS).format(secret), "password", secret)


def _account(random: Random) -> Sample:
    number = digits(random, random.choice((10, 12, 13, 14)))
    return Sample(random.choice(ACCOUNT).format(number), "account", number)


HARMLESS = (
    "hồ sơ {dossier} của tôi đến đâu rồi",
    "tra giúp {dossier}",
    "{case}",
    "phản ánh mã {case} đã xử lý chưa",
    "theo {law} thì nộp mấy bộ",
    "căn cứ {law} ngày {date} quy định thế nào",
    "em nộp hôm {date} mà chưa có kết quả",
    "phí {money} đồng đúng không ạ",
    "chuyển khoản {money}đ rồi mà chưa thấy biên lai",
    "máy x-quang serial {serial} cần khai báo không",
    "máy số {serial}, model {serial}",
    "cân đồng hồ số chế tạo {serial} hết hạn kiểm định",
    "IMEI {serial}",
    "mã vạch 893{serial9}0 đăng ký ở đâu",
    "gọi tôi theo số {phone}",
    "sđt {phone} Nguyễn Văn A",
    "nhập {count} chiếc cân, {count} bộ quả cân giá {money} đồng",
    "mã số thuế công ty {tax}",
    "hóa đơn số {serial} ngày {date}",
    "số giấy phép {law2} cấp {date}",
    "lô hàng {count} tấn, tờ khai {serial}",
    "hợp đồng HD-{serial} trị giá {money} VNĐ",
)
HARMLESS_WORDS = (
    "mật khẩu là gì",
    "quên mật khẩu cổng dịch vụ công thì làm thế nào",
    "mật khẩu có phải đổi không",
    'nút "quên mật khẩu", "đăng nhập lại" không bấm được',
    "đổi mật khẩu VNeID ở đâu",
    "mật khẩu: 8-20 ký tự à",
    "không nhận được mã OTP",
    "mã OTP gửi về số 0912345678 mà không thấy",
    "OTP có 6 chữ số phải không",
    "từ 15/11/2024 mã otp không về",
    "mã xác thực hết hạn sau 120 giây",
    "pin máy đo 5000 mAh",
    "pin 18650 có phải chứng nhận hợp quy không",
    "căn cước mất rồi có nộp được không",
    "nộp hồ sơ có cần CCCD không, phí 2.000.000 đồng à",
    "cccd photo mấy bản, nộp 02 bộ ngày 20/11/2026",
    "số tài khoản nộp phí của sở là bao nhiêu",
    "chuyển 3.000.000 đồng vào số tài khoản nào",
    "thẻ an toàn bức xạ hết hạn",
    "mk chưa rõ hồ sơ cần gì",
    "pass hồ sơ rồi thì bao lâu có giấy",
    "căn cứ chứng minh năng lực 2.001277 nộp ở đâu",
    "tổng đài 1900 6789 không ai nghe",
    "1022",
    "nghị định 142/2020/NĐ-CP, 107/2013/NĐ-CP và thông tư 287/2016/TT-BTC",
    "CMND hết hạn, gọi 0221 3863 456 thì ai nghe",
)


def harmless(kb: Knowledge) -> Iterator[str]:
    """Messages with nothing to mask: every procedure code, then codes, laws, money, dates, serial numbers."""
    random = Random(SEED)
    for record in kb.catalog:
        yield random.choice(("{}", "thủ tục {} cần gì", "ma tthc {} phi bao nhieu")).format(record.id)
    yield from HARMLESS_WORDS
    while True:
        yield random.choice(HARMLESS).format(**_things(random))


def _things(random: Random) -> dict[str, str]:
    day = f"{random.randint(1, 28):02}", f"{random.randint(1, 12):02}", str(random.randint(2015, 2026))
    serial = random.choice((person(random), digits(random, 12), digits(random, 16)))
    unit = random.choice(("H31.12", "H31.12.5", "000.00.16.H40", "000.14.22.H31", "H31"))
    law = f"{random.randint(1, 300)}/20{random.randint(10, 26)}"
    return {
        "dossier": f"{unit}-{day[2][2:]}{day[1]}{day[0]}-{random.randint(1, 9999):04}",
        "case": random.choice(("PA-7K3M-92QFW", "pa 7k3m 92qfw", "PA7K3M92QFW", "PA-1234-56789")),
        "law": law + random.choice(("/NĐ-CP", "/TT-BKHCN", "/QH15", "/QĐ-UBND")),
        "law2": f"{random.randint(1, 999)}/GP-SKHCN",
        "date": random.choice(("/", "-", ".")).join(day),
        "money": f"{random.randint(1, 999)}.{random.randint(0, 999):03}.000",
        "serial": serial,
        "serial9": digits(random, 9),
        "phone": random.choice(("0912345678", "0912 345 678", "+84 912 345 678", "0221-386-3456", "0912.345.678")),
        "tax": random.choice(("0100109106", "0900215634-001", "0900215634")),
        "count": str(random.randint(1, 500)),
    }
