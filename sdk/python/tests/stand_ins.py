"""Objects that behave as those of numeric libraries do, where these are not installed."""


class Array:
    """Like an array of numpy, without its buffer and its functions."""

    def __init__(self, lists, dtype="float64"):
        self.lists = lists
        self.dtype = dtype

    @property
    def shape(self):
        shape, value = [], self.lists
        while isinstance(value, list):
            shape.append(len(value))
            value = value[0] if value else None
        return tuple(shape)

    def __len__(self):
        return len(self.lists)

    def __getitem__(self, part):
        return Array(self.lists[part], self.dtype)

    def tolist(self):
        return self.lists


class Tensor(Array):
    """Like a tensor of torch on a GPU that takes part in a gradient: it gives no numbers as it is."""

    def __init__(self, lists, dtype="torch.float32", attached=True):
        super().__init__(lists, dtype)
        self.attached = attached

    def detach(self):
        return Tensor(self.lists, self.dtype, attached=False)

    def cpu(self):
        return Array(self.lists, self.dtype)

    def tolist(self):
        raise RuntimeError("call detach() and cpu() first")


class Figure:
    """Like a figure of matplotlib."""

    def savefig(self, file, format):
        file.write({"png": PNG_HEAD, "svg": b"<svg></svg>"}[format])


class Axes:
    """Like what is in a figure of matplotlib."""

    def __init__(self):
        self.figure = Figure()


class Picture:
    """Like a picture of Pillow."""

    mode = "RGBA"

    def save(self, file, format, quality=None):
        if format == "JPEG" and self.mode == "RGBA":
            raise OSError("cannot write mode RGBA as JPEG")
        file.write(
            {"PNG": PNG_HEAD, "JPEG": b"\xff\xd8\xff" + bytes([quality or 0]), "WEBP": b"RIFF0000WEBP"}[format]
        )

    def convert(self, mode):
        picture = Picture()
        picture.mode = mode
        return picture


class Hostile:
    """Raises whenever it is looked at."""

    def __getattribute__(self, name):
        if name == "__class__":
            return object.__getattribute__(self, name)
        raise RuntimeError(f"looked at {name}")

    def __str__(self):
        raise RuntimeError("printed")

    __repr__ = __str__


PNG_HEAD = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x05\0\0\0\x06\x08\0\0\0\0"
