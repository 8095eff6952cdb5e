"""A content package of QTI 3.0: an item for each question, a test that holds them all, and the manifest.

Names and order of elements are those of 1EdTech's schemas `imsqti_asiv3p0_v1p0.xsd` and
`imsqtiv3p0_imscpv1p2_v1p0.xsd`.
"""
