/* What the extension module offers beside the comparison; each in its own file. */
#ifndef UMBRAL_DOORS_H
#define UMBRAL_DOORS_H

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *build_many(PyObject *self, PyObject *arguments);
PyObject *scan_many(PyObject *self, PyObject *arguments);
PyObject *scan_supported(PyObject *self, PyObject *nothing);
PyObject *screen_many(PyObject *self, PyObject *arguments);
PyObject *screen_supported(PyObject *self, PyObject *nothing);
PyObject *weigh_chosen(PyObject *self, PyObject *arguments);
PyObject *weigh_supported(PyObject *self, PyObject *nothing);

#endif
