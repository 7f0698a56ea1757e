/* Minutia Cylinder-Code (Cappelli, Ferrara, Maltoni, IEEE TPAMI 32 (2010), section 3), bit form. The stages
 * and their formulas are those of matcher/fingerprint/cylinders.py. A bit could differ only where a cell's
 * contribution, or its distance from the hull, lies within rounding (1e-13) of its threshold. */
#include "cylinders.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define MOST 255

/* Inlined into each variant of build_cylinders, and so compiled for its instruction set. */
#if defined(__GNUC__)
#define INLINE __attribute__((always_inline)) static inline
#else
#define INLINE static inline
#endif

typedef struct {
    double x, y;
} point;

struct building {
    geometry with;
    const double *directional;
    ptrdiff_t steps;
    double per_radian;          /* steps of the table */
    double place[CELLS_ACROSS]; /* cell centres along one axis of the minutia's frame (eq. 2) */
    double section[SECTIONS];   /* directional differences that the sections stand for */
    double scale, bend;         /* of one axis of the spatial contribution (eq. 6) */
    int disc[CELLS], in_disc;   /* the cells of the disc, those that lie beyond hull_margin first */
    int beyond;                 /* how many those are */
    double along[CELLS], across[CELLS]; /* their centres */
    point minutiae[MOST], hull[2 * MOST];
    double angle[MOST];
    int corners, order[MOST];
    double contribution[CELLS][SECTIONS];
};

/* Append the cells whose centres lie more than `over` and at most `upto` from the minutia. */
static void find_cells(building *b, double over, double upto) {
    for (int c = 0; c < CELLS; c++) {
        const double along = b->place[c / CELLS_ACROSS], across = b->place[c % CELLS_ACROSS];
        const double off = hypot(along, across);
        if (off <= over || off > upto) continue;
        b->along[b->in_disc] = along;
        b->across[b->in_disc] = across;
        b->disc[b->in_disc++] = c;
    }
}

building *building_new(const geometry *with, const double *directional, ptrdiff_t steps) {
    building *b = calloc(1, sizeof *b);
    if (b == NULL) return NULL;
    b->with = *with;
    b->directional = directional;
    b->steps = steps;
    b->per_radian = (double)(steps - 1) / PI;
    b->scale = 1.0 / sqrt(sqrt(2.0 * PI) * with->sigma_s);
    const double step = 2.0 * with->radius / CELLS_ACROSS;
    b->bend = exp(-step * step / (with->sigma_s * with->sigma_s));
    for (int i = 0; i < CELLS_ACROSS; i++)
        b->place[i] = (i - (CELLS_ACROSS - 1) / 2.0) * (2.0 * with->radius / CELLS_ACROSS);
    for (int s = 0; s < SECTIONS; s++) b->section[s] = -PI + (s + 0.5) * (2.0 * PI / SECTIONS);
    find_cells(b, fmin(with->hull_margin, with->radius), with->radius);
    b->beyond = b->in_disc;
    find_cells(b, -1.0, fmin(with->hull_margin, with->radius));
    return b;
}

void building_free(building *with) { free(with); }

static double cross(point o, point a, point b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/* Andrew's monotone chain; one corner or two where the minutiae lie in a point or on a line. */
static void find_hull(building *b, int n) {
    for (int i = 0; i < n; i++) {
        int at = i;
        const point p = b->minutiae[i];
        for (; at > 0; at--) {
            const point q = b->minutiae[b->order[at - 1]];
            if (q.x < p.x || (q.x == p.x && q.y <= p.y)) break;
            b->order[at] = b->order[at - 1];
        }
        b->order[at] = i;
    }
    int count = 0;
    for (int i = 0; i < n; i++) {
        const point p = b->minutiae[b->order[i]];
        while (count >= 2 && cross(b->hull[count - 2], b->hull[count - 1], p) <= 0) count--;
        b->hull[count++] = p;
    }
    for (int i = n - 2, lower = count + 1; i >= 0; i--) {
        const point p = b->minutiae[b->order[i]];
        while (count >= lower && cross(b->hull[count - 2], b->hull[count - 1], p) <= 0) count--;
        b->hull[count++] = p;
    }
    b->corners = count > 1 ? count - 1 : count; /* the chain ends where it began */
}

/* One edge of the hull, asked about every cell: side < 0 where it lies outside, nearest: its squared distance
 * from the edges that it lies outside of. Without branches, so that the compiler can take several at once. */
INLINE void ask_edge(const building *b, point from, point to, const double *restrict x,
                     const double *restrict y, double *restrict side, double *restrict nearest) {
    const double ex = to.x - from.x, ey = to.y - from.y;
    const double inverse = 1.0 / fmax(ex * ex + ey * ey, 1e-12);
    const double solid = b->corners > 2 ? 1.0 : 0.0, flat = solid - 1.0; /* a point or line has no inside */
    for (int k = 0; k < b->beyond; k++) {
        const double px = x[k] - from.x, py = y[k] - from.y;
        const double turned = solid * (ex * py - ey * px) + flat;
        const double below = (px * ex + py * ey) * inverse, along = below < 0.0 ? 0.0 : below;
        const double share = along > 1.0 ? 1.0 : along, dx = px - share * ex, dy = py - share * ey;
        const double squared = turned < 0.0 ? dx * dx + dy * dy : INFINITY;
        side[k] = turned < side[k] ? turned : side[k];
        nearest[k] = squared < nearest[k] ? squared : nearest[k];
    }
}

/* The cells of one minutia's disc that lie in the hull, or at most hull_margin from one of the edges that they
 * lie outside of (section 3.1); returns how many. The minutia itself lies in the hull: its cells within
 * hull_margin need not be asked, and edges beyond the disc cannot part its cells from the hull. */
INLINE int known_cells(const building *b, int index, uint64_t *known) {
    const point m = b->minutiae[index];
    const double cosine = cos(b->angle[index]), sine = sin(b->angle[index]);
    double x[CELLS], y[CELLS], side[CELLS], nearest[CELLS];
    for (int k = 0; k < b->beyond; k++) {
        x[k] = m.x + b->along[k] * cosine - b->across[k] * sine;
        y[k] = m.y - b->along[k] * sine - b->across[k] * cosine;
        side[k] = b->corners > 0 ? 0.0 : -1.0;
        nearest[k] = INFINITY;
    }
    const double reach = b->with.radius + 1.0;
    for (int i = 0; i < b->corners; i++) {
        const point from = b->hull[i], to = b->hull[i + 1 < b->corners ? i + 1 : 0];
        const double far = cross(from, to, m), length2 = (to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y);
        if (b->corners > 2 && far * far > reach * reach * length2) continue;
        ask_edge(b, from, to, x, y, side, nearest);
    }
    const double margin = b->with.hull_margin * b->with.hull_margin;
    int count = 0;
    memset(known, 0, MASK_WORDS * sizeof *known);
    for (int k = 0; k < b->in_disc; k++) {
        const uint64_t is_known = k >= b->beyond || side[k] >= 0.0 || nearest[k] <= margin;
        known[b->disc[k] / 64] |= is_known << (b->disc[k] % 64);
        count += (int)is_known;
    }
    return count;
}

/* G_D (eq. 11) between the table's steps, as numpy.interp does it. */
INLINE double directional(const building *b, double difference) {
    const double place = difference * b->per_radian;
    ptrdiff_t below = (ptrdiff_t)place;
    if (below > b->steps - 2) below = b->steps - 2; /* at pi itself */
    const double low = b->directional[below], high = b->directional[below + 1];
    return (high - low) * (place - (double)below) + low;
}

/* What one axis of a neighbour at `from` gives to the cells in reach: first and last + 1 of them. */
INLINE void axis(const building *b, double from, double *squared, double *density, int *first, int *last) {
    const double reach = 3.0 * b->with.sigma_s, spread = -2.0 * b->with.sigma_s * b->with.sigma_s;
    const double step = b->place[1] - b->place[0];
    *first = (int)fmax(ceil((from - reach - b->place[0]) / step), 0.0);
    *last = (int)fmin(floor((from + reach - b->place[0]) / step) + 1.0, CELLS_ACROSS);
    if (*first >= *last) return;
    /* from cell to cell the Gaussian changes by a factor that itself changes by a constant one */
    const double off = b->place[*first] - from;
    double value = exp(off * off / spread) * b->scale, factor = exp((2.0 * off + step) * step / spread);
    for (int i = *first; i < *last; i++) {
        squared[i] = (b->place[i] - from) * (b->place[i] - from);
        density[i] = value;
        value *= factor;
        factor *= b->bend;
    }
}

INLINE double wrapped(double angle) { /* from (-3 pi, 3 pi) to [-pi, pi), rounded as Python's remainder is */
    const double turned = angle + PI;
    if (turned >= 2.0 * PI) return turned - 2.0 * PI - PI;
    return (turned < 0 ? turned + 2.0 * PI : turned) - PI;
}

/* Add one neighbour's contribution to every cell of a cylinder (eq. 4-11). */
INLINE void contribute(building *b, double dx, double dy, double turn, double cosine, double sine) {
    double along2[CELLS_ACROSS], across2[CELLS_ACROSS], along[CELLS_ACROSS], across[CELLS_ACROSS];
    double direction[SECTIONS];
    int top, bottom, left, right;
    const double reach = 9.0 * b->with.sigma_s * b->with.sigma_s;
    axis(b, dx * cosine + dy * sine, along2, along, &top, &bottom);
    axis(b, dy * cosine - dx * sine, across2, across, &left, &right);
    if (top >= bottom || left >= right) return;
    for (int s = 0; s < SECTIONS; s++) direction[s] = directional(b, fabs(wrapped(b->section[s] - turn)));
    for (int i = top; i < bottom; i++)
        for (int j = left; j < right; j++) {
            if (along2[i] + across2[j] > reach) continue;
            const double density = along[i] * across[j];
            double *cell = b->contribution[i * CELLS_ACROSS + j];
            for (int s = 0; s < SECTIONS; s++) cell[s] += direction[s] * density;
        }
}

INLINE void set_bits(const building *b, const uint64_t *known, uint64_t *bits) {
    memset(bits, 0, CYLINDER_WORDS * sizeof *bits);
    for (int k = 0; k < b->in_disc; k++) {
        const int c = b->disc[k];
        if (!(known[c / 64] >> (c % 64) & 1)) continue;
        for (int s = 0; s < SECTIONS; s++)
            bits[s * MASK_WORDS + c / 64] |= (uint64_t)(b->contribution[c][s] >= b->with.mu_psi) << (c % 64);
    }
}

INLINE ptrdiff_t build(building *b, const float *place, ptrdiff_t n, uint64_t *bits, uint64_t *known,
                       int64_t *minutia) {
    const double reach = b->with.radius + 3.0 * b->with.sigma_s;
    ptrdiff_t made = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        b->minutiae[i] = (point){place[3 * i], place[3 * i + 1]};
        b->angle[i] = place[3 * i + 2];
    }
    find_hull(b, (int)n);
    for (int i = 0; i < (int)n; i++) {
        const point m = b->minutiae[i];
        const double cosine = cos(b->angle[i]), sine = sin(b->angle[i]);
        int neighbours = 0;
        if (known_cells(b, i, known + made * MASK_WORDS) < b->with.least_known) continue;
        memset(b->contribution, 0, sizeof b->contribution);
        for (int t = 0; t < (int)n; t++) {
            const double dx = b->minutiae[t].x - m.x, dy = m.y - b->minutiae[t].y;
            const double squared = dx * dx + dy * dy;
            if (t == i || squared > 1.001 * reach * reach) continue;
            if (squared > 0.999 * reach * reach && hypot(dx, dy) > reach) continue; /* as exactly as NumPy */
            contribute(b, dx, dy, b->angle[i] - b->angle[t], cosine, sine);
            neighbours++;
        }
        if (neighbours < b->with.least_neighbours) continue;
        set_bits(b, known + made * MASK_WORDS, bits + made * CYLINDER_WORDS);
        minutia[made++] = i;
    }
    return made;
}

#if defined(__x86_64__) && defined(__GNUC__)
/* Two doubles or four in a register: without fused operations the same values. */
__attribute__((target("avx2"))) static ptrdiff_t build_avx2(building *b, const float *place, ptrdiff_t n,
                                                            uint64_t *bits, uint64_t *known, int64_t *minutia) {
    return build(b, place, n, bits, known, minutia);
}
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#else
#define build_avx2 build
#define HAS_AVX2 0
#endif

ptrdiff_t build_cylinders(building *b, const float *place, ptrdiff_t n, uint64_t *bits, uint64_t *known,
                          int64_t *minutia) {
    return HAS_AVX2 ? build_avx2(b, place, n, bits, known, minutia) : build(b, place, n, bits, known, minutia);
}
