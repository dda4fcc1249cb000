"""Reads what `runicorn export-data` wrote with Python's own modules; prints JSON."""

import csv
import json
import struct
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def read_excel(path):
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))
        return [read_sheet(book.read(f"xl/worksheets/{name}.xml")) for name in ("run", "metrics")]


def read_sheet(xml):
    return [[cell_value(cell) for cell in row] for row in ElementTree.fromstring(xml).iter(f"{NAMESPACE}row")]


def cell_value(cell):
    number = cell.find(f"{NAMESPACE}v")
    if number is not None:
        return float(number.text)
    text = cell.find(f"{NAMESPACE}is/{NAMESPACE}t")
    return None if text is None else text.text


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = struct.unpack_from("<d", data, at)[0], at + 8
        elif kind == 5:
            value, at = struct.unpack_from("<f", data, at)[0], at + 4
        else:
            size, at = varint(data, at)
            value, at = data[at : at + size], at + size
        yield tag >> 3, value


def read_tensorboard(path):
    with open(path, "rb") as file:
        data = file.read()
    found, at = [], 0
    while at < len(data):
        (size,) = struct.unpack_from("<Q", data, at)
        assert struct.unpack_from("<I", data, at + 8)[0] == masked(data[at : at + 8])
        event = data[at + 12 : at + 12 + size]
        assert struct.unpack_from("<I", data, at + 12 + size)[0] == masked(event)
        at += size + 16
        parts = dict(fields(event))
        if 3 in parts:
            assert parts[3] == b"brain.Event:2"
            continue
        for _, value in fields(parts[5]):
            scalar = dict(fields(value))
            step = parts[2] - (1 << 64) if parts[2] >> 63 else parts[2]
            found.append([scalar[1].decode(), step, parts[1], repr(scalar[2])])
    return found


readers = {"csv": read_csv, "excel": read_excel, "tensorboard": read_tensorboard}
json.dump(readers[sys.argv[1]](sys.argv[2]), sys.stdout)
