import ctypes
import typing
import unittest

import mpsd
from mpsd import _structs
from mpsd._library import library


class Layout(unittest.TestCase):
    def test_structs_have_the_headers_sizes(self) -> None:
        sizes = {_structs.Error: 656, _structs.HandleInfo: 384, _structs.InviteResult: 416}
        if ctypes.sizeof(ctypes.c_void_p) == 8:
            sizes.update(
                {
                    _structs.SessionJoin: 48,
                    _structs.CallOptions: 48,
                    _structs.NetworkOptions: 24,
                    _structs.ClientOptions: 104,
                    _structs.SessionReference: 24,
                    _structs.ActivityQuery: 48,
                    _structs.StringAttribute: 16,
                    _structs.NumberAttribute: 16,
                    _structs.HandleDetails: 664,
                    _structs.Invite: 72,
                    _structs.SessionInfo: 120,
                    _structs.TokenRequestInfo: 104,
                    _structs.HandleListInfo: 64,
                    _structs.EmulatorOptions: 24,
                }
            )
        self.assertEqual({struct: ctypes.sizeof(struct) for struct in sizes}, sizes)

    def test_answers_are_typed_as_what_they_are(self) -> None:
        for kind, fields in [
            (mpsd.InviteResult, {"result": mpsd.Result, "delivery": mpsd.Delivery}),
            (mpsd.MpsdError, {"result": mpsd.Result, "delivery": mpsd.Delivery}),
            (
                mpsd.HandleDetails,
                {
                    "handle_type": mpsd.HandleType,
                    "visibility": mpsd.Visibility,
                    "join_restriction": mpsd.JoinRestriction,
                },
            ),
        ]:
            hints = typing.get_type_hints(kind)
            self.assertEqual({field: hints[field] for field in fields}, fields)
        row = mpsd.InviteResult._of(_structs.InviteResult(result=-1300, delivery=77))
        self.assertIsInstance(row.result, mpsd.Result)
        self.assertEqual((type(row.delivery), row.delivery, row.delivery.name), (mpsd.Delivery, 77, "77"))
        with self.assertRaises(ValueError):
            mpsd.WriteMode(77)

    def test_every_result_of_the_library_has_its_name(self) -> None:
        names = {number: library().mpsd_result_name(number).decode() for number in range(-2000, 100)}
        theirs = {number: name for number, name in names.items() if name != "MPSD_ERROR_UNKNOWN"}
        prefix = {mpsd.Result.OK: "MPSD_", mpsd.Result.PENDING: "MPSD_"}
        ours = {member.value: prefix.get(member, "MPSD_ERROR_") + member.name for member in mpsd.Result}
        self.assertEqual(ours, theirs)

    def test_the_version_is_the_packages(self) -> None:
        self.assertEqual(mpsd.library_version(), "0.1.0")
