;; The inner loops of the networks and of the canceller: what JavaScript alone is too slow for.
;; matrix.wasm and matrix-fused.wasm are this text assembled: python -m training.matrix. Needs SIMD (Safari 16.4, Chromium
;; 91, Firefox 89); the second one needs relaxed SIMD too (Chromium 114).
(module
  (memory (export "memory") 1)

  ;; C = A B + bias, all of float32. Pointers are in bytes; n is a multiple of 8.
  ;;   $a: m rows of k numbers.
  ;;   $b: n / 8 panels of k rows of 8 numbers, so that the inner loop reads on and on.
  ;;   $c: m rows of n numbers.
  ;;   $bias: n numbers, added to each row; 0 for none.
  (func (export "multiply")
    (param $a i32) (param $b i32) (param $c i32) (param $m i32) (param $n i32) (param $k i32) (param $bias i32)
    (local $row i32) (local $wide i32) (local $panel i32) (local $column i32) (local $last i32)
    (local $i i32) (local $end i32) (local $out i32)
    (local $a0 i32) (local $a1 i32) (local $a2 i32) (local $a3 i32) (local $at i32)
    (local $b0 v128) (local $b1 v128) (local $x v128) (local $c0 v128) (local $c1 v128)
    (local $s00 v128) (local $s01 v128) (local $s10 v128) (local $s11 v128) (local $s20 v128) (local $s21 v128) (local $s30 v128) (local $s31 v128)
    (local.set $row (i32.shl (local.get $k) (i32.const 2)))
    (local.set $wide (i32.shl (local.get $n) (i32.const 2)))
    (local.set $panel (i32.shl (local.get $k) (i32.const 5)))
    (local.set $last (i32.add (local.get $c) (local.get $wide)))
    (local.set $column (local.get $c))
    (loop $columns ;; 8 of them at a time
      (local.set $end (i32.add (local.get $b) (local.get $panel)))
      (local.set $out (local.get $column))
      (local.set $a0 (local.get $a))
      (local.set $i (local.get $m))
      (local.set $c0 (v128.const f32x4 0 0 0 0))
      (local.set $c1 (v128.const f32x4 0 0 0 0))
      (if (local.get $bias) (then
        (local.set $c0 (v128.load (local.get $bias)))
        (local.set $c1 (v128.load offset=16 (local.get $bias)))
        (local.set $bias (i32.add (local.get $bias) (i32.const 32)))))
      (block $few
        (loop $rows ;; 4 of them at a time
          (br_if $few (i32.lt_u (local.get $i) (i32.const 4)))
          (local.set $a1 (i32.add (local.get $a0) (local.get $row)))
          (local.set $a2 (i32.add (local.get $a1) (local.get $row)))
          (local.set $a3 (i32.add (local.get $a2) (local.get $row)))
          (local.set $at (local.get $b))
          (local.set $s00 (local.get $c0)) (local.set $s01 (local.get $c1))
          (local.set $s10 (local.get $c0)) (local.set $s11 (local.get $c1))
          (local.set $s20 (local.get $c0)) (local.set $s21 (local.get $c1))
          (local.set $s30 (local.get $c0)) (local.set $s31 (local.get $c1))
          (loop $sum
            (local.set $b0 (v128.load (local.get $at)))
            (local.set $b1 (v128.load offset=16 (local.get $at)))
            (local.set $x (v128.load32_splat (local.get $a0)))
            (local.set $s00 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $s00)))
            (local.set $s01 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $s01)))
            (local.set $x (v128.load32_splat (local.get $a1)))
            (local.set $s10 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $s10)))
            (local.set $s11 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $s11)))
            (local.set $x (v128.load32_splat (local.get $a2)))
            (local.set $s20 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $s20)))
            (local.set $s21 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $s21)))
            (local.set $x (v128.load32_splat (local.get $a3)))
            (local.set $s30 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $s30)))
            (local.set $s31 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $s31)))
            (local.set $a0 (i32.add (local.get $a0) (i32.const 4)))
            (local.set $a1 (i32.add (local.get $a1) (i32.const 4)))
            (local.set $a2 (i32.add (local.get $a2) (i32.const 4)))
            (local.set $a3 (i32.add (local.get $a3) (i32.const 4)))
            (local.set $at (i32.add (local.get $at) (i32.const 32)))
            (br_if $sum (i32.lt_u (local.get $at) (local.get $end))))
          (v128.store (local.get $out) (local.get $s00))
          (v128.store offset=16 (local.get $out) (local.get $s01))
          (local.set $out (i32.add (local.get $out) (local.get $wide)))
          (v128.store (local.get $out) (local.get $s10))
          (v128.store offset=16 (local.get $out) (local.get $s11))
          (local.set $out (i32.add (local.get $out) (local.get $wide)))
          (v128.store (local.get $out) (local.get $s20))
          (v128.store offset=16 (local.get $out) (local.get $s21))
          (local.set $out (i32.add (local.get $out) (local.get $wide)))
          (v128.store (local.get $out) (local.get $s30))
          (v128.store offset=16 (local.get $out) (local.get $s31))
          (local.set $out (i32.add (local.get $out) (local.get $wide)))
          (local.set $a0 (local.get $a3)) ;; it has walked to the end of its row
          (local.set $i (i32.sub (local.get $i) (i32.const 4)))
          (br $rows)))
      (block $none
        (loop $rows ;; what is left, one at a time
          (br_if $none (i32.eqz (local.get $i)))
          (local.set $at (local.get $b))
          (local.set $s00 (local.get $c0)) (local.set $s01 (local.get $c1))
          (loop $sum
            (local.set $x (v128.load32_splat (local.get $a0)))
            (local.set $b0 (v128.load (local.get $at)))
            (local.set $b1 (v128.load offset=16 (local.get $at)))
            (local.set $s00 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $s00)))
            (local.set $s01 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $s01)))
            (local.set $a0 (i32.add (local.get $a0) (i32.const 4)))
            (local.set $at (i32.add (local.get $at) (i32.const 32)))
            (br_if $sum (i32.lt_u (local.get $at) (local.get $end))))
          (v128.store (local.get $out) (local.get $s00))
          (v128.store offset=16 (local.get $out) (local.get $s01))
          (local.set $out (i32.add (local.get $out) (local.get $wide)))
          (local.set $i (i32.sub (local.get $i) (i32.const 1)))
          (br $rows)))
      (local.set $b (local.get $end))
      (local.set $column (i32.add (local.get $column) (i32.const 32)))
      (br_if $columns (i32.lt_u (local.get $column) (local.get $last)))))

  ;; A matrix of k rows and n columns as panels of 8 columns, for $b of multiply; what lies beyond n keeps what it was.
  (func (export "panels") (param $from i32) (param $to i32) (param $k i32) (param $n i32)
    (local $j i32) (local $i i32) (local $at i32) (local $row i32)
    (local.set $row (i32.shl (local.get $n) (i32.const 2)))
    (loop $columns
      (local.set $at (i32.add (local.get $from) (i32.shl (local.get $j) (i32.const 2))))
      (local.set $i (i32.const 0))
      (loop $rows ;; the last panel reads a few numbers beyond its row, which nobody uses
        (v128.store (local.get $to) (v128.load (local.get $at)))
        (v128.store offset=16 (local.get $to) (v128.load offset=16 (local.get $at)))
        (local.set $to (i32.add (local.get $to) (i32.const 32)))
        (local.set $at (i32.add (local.get $at) (local.get $row)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $rows (i32.lt_u (local.get $i) (local.get $k))))
      (local.set $j (i32.add (local.get $j) (i32.const 8)))
      (br_if $columns (i32.lt_u (local.get $j) (local.get $n)))))

  ;; Copies along three axes: $m * $n stretches of $many numbers; $p, $q, $r: bytes from one to the next along each axis.
  (func (export "order")
    (param $from i32) (param $to i32) (param $m i32) (param $n i32) (param $many i32) (param $p i32) (param $q i32) (param $r i32)
    (local $at i32) (local $row i32) (local $j i32) (local $end i32)
    (loop $outer
      (local.set $row (local.get $from))
      (local.set $j (local.get $n))
      (loop $inner
        (local.set $at (local.get $row))
        (local.set $end (i32.add (local.get $to) (i32.shl (local.get $many) (i32.const 2))))
        (loop $next
          (f32.store (local.get $to) (f32.load (local.get $at)))
          (local.set $at (i32.add (local.get $at) (local.get $r)))
          (local.set $to (i32.add (local.get $to) (i32.const 4)))
          (br_if $next (i32.lt_u (local.get $to) (local.get $end))))
        (local.set $row (i32.add (local.get $row) (local.get $q)))
        (local.set $j (i32.sub (local.get $j) (i32.const 1)))
        (br_if $inner (local.get $j)))
      (local.set $from (i32.add (local.get $from) (local.get $p)))
      (local.set $m (i32.sub (local.get $m) (i32.const 1)))
      (br_if $outer (local.get $m))))

  ;; The greatest of $high rows and $wide columns, for $rows rows of $columns places; $down and $right: bytes from one
  ;; place to the next, $row: from one row of the input to the next.
  (func (export "greatest")
    (param $from i32) (param $to i32) (param $rows i32) (param $columns i32) (param $high i32) (param $wide i32)
    (param $down i32) (param $right i32) (param $row i32)
    (local $at i32) (local $c i32) (local $i i32) (local $j i32) (local $most f32) (local $from0 i32)
    (loop $next_row
      (local.set $from0 (local.get $from))
      (local.set $c (local.get $columns))
      (loop $next
        (local.set $most (f32.const -inf))
        (local.set $at (local.get $from0))
        (local.set $i (local.get $high))
        (loop $down_
          (local.set $j (i32.const 0))
          (loop $along
            (local.set $most (f32.max (local.get $most) (f32.load (i32.add (local.get $at) (i32.shl (local.get $j) (i32.const 2))))))
            (local.set $j (i32.add (local.get $j) (i32.const 1)))
            (br_if $along (i32.lt_u (local.get $j) (local.get $wide))))
          (local.set $at (i32.add (local.get $at) (local.get $row)))
          (local.set $i (i32.sub (local.get $i) (i32.const 1)))
          (br_if $down_ (local.get $i)))
        (f32.store (local.get $to) (local.get $most))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (local.set $from0 (i32.add (local.get $from0) (local.get $right)))
        (local.set $c (i32.sub (local.get $c) (i32.const 1)))
        (br_if $next (local.get $c)))
      (local.set $from (i32.add (local.get $from) (local.get $down)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $next_row (local.get $rows))))

  ;; e to the power of each number, to 1e-7 of it: 2 to a whole power times a polynomial (Cephes' expf). To add 1.5 * 2^23
  ;; rounds to a whole number, which then lies in the lowest bits.
  (func $exp (param $x v128) (result v128)
    (local $n v128) (local $y v128)
    (local.set $x (f32x4.pmax (v128.const f32x4 -87 -87 -87 -87) (f32x4.pmin (v128.const f32x4 88 88 88 88) (local.get $x))))
    (local.set $n (f32x4.add (f32x4.splat (f32.const 12582912)) (f32x4.mul (local.get $x) (f32x4.splat (f32.const 1.44269504088896341)))))
    (local.set $y (f32x4.sub (local.get $n) (f32x4.splat (f32.const 12582912))))
    (local.set $x (f32x4.sub (f32x4.sub (local.get $x) (f32x4.mul (local.get $y) (f32x4.splat (f32.const 0.693359375))))
      (f32x4.mul (local.get $y) (f32x4.splat (f32.const -2.12194440e-4)))))
    (local.set $y (f32x4.splat (f32.const 1.9875691500e-4)))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 1.3981999507e-3))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 8.3334519073e-3))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 4.1665795894e-2))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 1.6666665459e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 5.0000001201e-1))))
    (f32x4.mul
      (f32x4.add (f32x4.add (f32x4.mul (local.get $y) (f32x4.mul (local.get $x) (local.get $x))) (local.get $x)) (f32x4.splat (f32.const 1)))
      (i32x4.add (i32x4.shl (local.get $n) (i32.const 23)) (i32x4.splat (i32.const 0x3f800000)))))

  ;; 1 / (1 + e^-x), or x times it where $swish is not 0. Like all that follow it may write up to 12 bytes beyond the end.
  (func (export "sigmoid") (param $from i32) (param $to i32) (param $many i32) (param $swish i32)
    (local $end i32) (local $x v128) (local $n v128) (local $y v128) (local $e v128) (local $mask v128)
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $many) (i32.const 2))))
    (if (local.get $swish) (then (local.set $mask (i32x4.splat (i32.const -1)))))
    (loop $next ;; $exp is written out here: most of all powers are these
      (local.set $x (v128.load (local.get $from)))
      (local.set $e (f32x4.pmax (f32x4.splat (f32.const -87)) (f32x4.pmin (f32x4.splat (f32.const 87)) (f32x4.neg (local.get $x)))))
      (local.set $n (f32x4.add (f32x4.splat (f32.const 12582912)) (f32x4.mul (local.get $e) (f32x4.splat (f32.const 1.44269504088896341)))))
      (local.set $y (f32x4.sub (local.get $n) (f32x4.splat (f32.const 12582912))))
      (local.set $e (f32x4.sub (f32x4.sub (local.get $e) (f32x4.mul (local.get $y) (f32x4.splat (f32.const 0.693359375))))
        (f32x4.mul (local.get $y) (f32x4.splat (f32.const -2.12194440e-4)))))
      (local.set $y (f32x4.add (f32x4.mul (f32x4.splat (f32.const 1.9875691500e-4)) (local.get $e)) (f32x4.splat (f32.const 1.3981999507e-3))))
      (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $e)) (f32x4.splat (f32.const 8.3334519073e-3))))
      (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $e)) (f32x4.splat (f32.const 4.1665795894e-2))))
      (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $e)) (f32x4.splat (f32.const 1.6666665459e-1))))
      (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $e)) (f32x4.splat (f32.const 5.0000001201e-1))))
      (local.set $y (f32x4.mul
        (f32x4.add (f32x4.add (f32x4.mul (local.get $y) (f32x4.mul (local.get $e) (local.get $e))) (local.get $e)) (f32x4.splat (f32.const 1)))
        (i32x4.add (i32x4.shl (local.get $n) (i32.const 23)) (i32x4.splat (i32.const 0x3f800000)))))
      (v128.store (local.get $to) (f32x4.div
        (v128.bitselect (local.get $x) (f32x4.splat (f32.const 1)) (local.get $mask))
        (f32x4.add (f32x4.splat (f32.const 1)) (local.get $y))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 16))) (local.get $end)))))

  ;; The error function, to 1.5e-7, as in Abramowitz and Stegun 7.1.26.
  (func (export "erf") (param $from i32) (param $to i32) (param $many i32)
    (local $end i32) (local $x v128) (local $t v128) (local $y v128) (local $one v128)
    (local.set $one (f32x4.splat (f32.const 1)))
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $many) (i32.const 2))))
    (loop $next
      (local.set $x (v128.load (local.get $from)))
      (local.set $t (f32x4.div (local.get $one)
        (f32x4.add (local.get $one) (f32x4.mul (f32x4.splat (f32.const 0.3275911)) (f32x4.abs (local.get $x))))))
      (local.set $y (f32x4.splat (f32.const 1.061405429)))
      (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $t)) (f32x4.splat (f32.const -1.453152027))))
      (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $t)) (f32x4.splat (f32.const 1.421413741))))
      (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $t)) (f32x4.splat (f32.const -0.284496736))))
      (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $t)) (f32x4.splat (f32.const 0.254829592))))
      (local.set $y (f32x4.sub (local.get $one) (f32x4.mul (f32x4.mul (local.get $y) (local.get $t))
        (call $exp (f32x4.neg (f32x4.mul (local.get $x) (local.get $x)))))))
      (v128.store (local.get $to) (v128.or (local.get $y) (v128.and (local.get $x) (i32x4.splat (i32.const 0x80000000)))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))

  ;; Each number with its partner: 0 x + y, 1 x - y, 2 x * y, 3 x / y, 4 the greater one. $y is a row of $row numbers, used again and again;
  ;; $row is $many or a multiple of 4.
  (func (export "pairs") (param $x i32) (param $y i32) (param $to i32) (param $many i32) (param $row i32) (param $how i32)
    (local $end i32) (local $begin i32) (local $last i32) (local $a v128) (local $b v128)
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $many) (i32.const 2))))
    (local.set $begin (local.get $y))
    (local.set $last (i32.add (local.get $y) (i32.shl (local.get $row) (i32.const 2))))
    (loop $next
      (local.set $a (v128.load (local.get $x)))
      (local.set $b (v128.load (local.get $y)))
      (block $done
        (block $max (block $div (block $mul (block $sub (block $add
          (br_table $add $sub $mul $div $max (local.get $how)))
          (v128.store (local.get $to) (f32x4.add (local.get $a) (local.get $b))) (br $done))
          (v128.store (local.get $to) (f32x4.sub (local.get $a) (local.get $b))) (br $done))
          (v128.store (local.get $to) (f32x4.mul (local.get $a) (local.get $b))) (br $done))
          (v128.store (local.get $to) (f32x4.div (local.get $a) (local.get $b))) (br $done))
        (v128.store (local.get $to) (f32x4.max (local.get $a) (local.get $b))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $y (i32.add (local.get $y) (i32.const 16)))
      (if (i32.ge_u (local.get $y) (local.get $last)) (then (local.set $y (local.get $begin))))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))

  (func $sum_of (param $x v128) (result f32)
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $x)) (f32x4.extract_lane 1 (local.get $x)))
      (f32.add (f32x4.extract_lane 2 (local.get $x)) (f32x4.extract_lane 3 (local.get $x)))))

  ;; e to the power of each number of a row, divided by their sum.
  (func (export "softmax") (param $from i32) (param $to i32) (param $rows i32) (param $many i32)
    (local $whole i32) (local $end i32) (local $at i32) (local $out i32) (local $most f32) (local $sum f32)
    (local $m v128) (local $s v128)
    (loop $row
      (local.set $end (i32.add (local.get $from) (i32.shl (local.get $many) (i32.const 2))))
      (local.set $whole (i32.add (local.get $from) (i32.shl (i32.and (local.get $many) (i32.const -4)) (i32.const 2))))
      (local.set $most (f32.const -inf))
      (local.set $at (local.get $from))
      (loop $next
        (local.set $most (f32.max (local.get $most) (f32.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $m (f32x4.splat (local.get $most)))
      (local.set $s (v128.const f32x4 0 0 0 0))
      (local.set $sum (f32.const 0))
      (local.set $at (local.get $from))
      (local.set $out (local.get $to))
      (block $tail
        (loop $next
          (br_if $tail (i32.ge_u (local.get $at) (local.get $whole)))
          (v128.store (local.get $out) (call $exp (f32x4.sub (v128.load (local.get $at)) (local.get $m))))
          (local.set $s (f32x4.add (local.get $s) (v128.load (local.get $out))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (local.set $out (i32.add (local.get $out) (i32.const 16)))
          (br $next)))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
          (f32.store (local.get $out) (f32x4.extract_lane 0 (call $exp (f32x4.sub (v128.load32_splat (local.get $at)) (local.get $m)))))
          (local.set $sum (f32.add (local.get $sum) (f32.load (local.get $out))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (local.set $out (i32.add (local.get $out) (i32.const 4)))
          (br $next)))
      (local.set $s (f32x4.splat (f32.div (f32.const 1) (f32.add (local.get $sum) (call $sum_of (local.get $s))))))
      (local.set $out (local.get $to))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $many) (i32.const 2))))
      (block $done
        (loop $next
          (br_if $done (i32.gt_u (i32.add (local.get $out) (i32.const 16)) (local.get $to)))
          (v128.store (local.get $out) (f32x4.mul (v128.load (local.get $out)) (local.get $s)))
          (local.set $out (i32.add (local.get $out) (i32.const 16)))
          (br $next)))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $out) (local.get $to)))
          (f32.store (local.get $out) (f32.mul (f32.load (local.get $out)) (f32x4.extract_lane 0 (local.get $s))))
          (local.set $out (i32.add (local.get $out) (i32.const 4)))
          (br $next)))
      (local.set $from (local.get $end))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $row (local.get $rows))))

  ;; Each row of $many numbers, a multiple of 4, less its mean and divided by its deviation, times $scale and plus $bias.
  (func (export "normalise")
    (param $from i32) (param $to i32) (param $rows i32) (param $many i32) (param $scale i32) (param $bias i32) (param $least f32)
    (local $end i32) (local $at i32) (local $d i32) (local $wide i32) (local $s v128) (local $mean v128) (local $by v128) (local $x v128)
    (local.set $wide (i32.shl (local.get $many) (i32.const 2)))
    (loop $row
      (local.set $end (i32.add (local.get $from) (local.get $wide)))
      (local.set $at (local.get $from))
      (local.set $s (v128.const f32x4 0 0 0 0))
      (loop $next
        (local.set $s (f32x4.add (local.get $s) (v128.load (local.get $at))))
        (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $mean (f32x4.splat (f32.div (call $sum_of (local.get $s)) (f32.convert_i32_u (local.get $many)))))
      (local.set $at (local.get $from))
      (local.set $s (v128.const f32x4 0 0 0 0))
      (loop $next
        (local.set $x (f32x4.sub (v128.load (local.get $at)) (local.get $mean)))
        (local.set $s (f32x4.add (local.get $s) (f32x4.mul (local.get $x) (local.get $x))))
        (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $by (f32x4.splat (f32.div (f32.const 1) (f32.sqrt (f32.add (local.get $least)
        (f32.div (call $sum_of (local.get $s)) (f32.convert_i32_u (local.get $many))))))))
      (local.set $d (i32.const 0))
      (loop $next
        (v128.store (i32.add (local.get $to) (local.get $d)) (f32x4.add
          (f32x4.mul
            (f32x4.mul (f32x4.sub (v128.load (i32.add (local.get $from) (local.get $d))) (local.get $mean)) (local.get $by))
            (v128.load (i32.add (local.get $scale) (local.get $d))))
          (v128.load (i32.add (local.get $bias) (local.get $d)))))
        (br_if $next (i32.lt_u (local.tee $d (i32.add (local.get $d) (i32.const 16))) (local.get $wide))))
      (local.set $from (local.get $end))
      (local.set $to (i32.add (local.get $to) (local.get $wide)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $row (local.get $rows))))

  ;; Resamples: each number is the sum of the products of $taps numbers of the sound, a multiple of 8, and as many weights.
  ;;   $weights: a row of $taps for each number of a group; $firsts: for each, how many bytes after $x its sound begins.
  ;;   $step: bytes of sound from one of the $groups groups to the next.
  (func (export "resample") (param $weights i32) (param $firsts i32) (param $x i32) (param $to i32)
    (param $groups i32) (param $up i32) (param $step i32) (param $taps i32)
    (local $a i32) (local $b i32) (local $i i32) (local $end i32) (local $s v128) (local $t v128)
    (local.set $taps (i32.shl (local.get $taps) (i32.const 2)))
    (block $none
      (br_if $none (i32.eqz (local.get $groups)))
      (loop $group
        (local.set $a (local.get $weights))
        (local.set $i (i32.const 0))
        (loop $number
          (local.set $b (i32.add (local.get $x) (i32.load (i32.add (local.get $firsts) (i32.shl (local.get $i) (i32.const 2))))))
          (local.set $end (i32.add (local.get $a) (local.get $taps)))
          (local.set $s (v128.const f32x4 0 0 0 0))
          (local.set $t (v128.const f32x4 0 0 0 0))
          (loop $next
            (local.set $s (f32x4.add (local.get $s) (f32x4.mul (v128.load (local.get $a)) (v128.load (local.get $b)))))
            (local.set $t (f32x4.add (local.get $t) (f32x4.mul (v128.load offset=16 (local.get $a)) (v128.load offset=16 (local.get $b)))))
            (local.set $b (i32.add (local.get $b) (i32.const 32)))
            (br_if $next (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 32))) (local.get $end))))
          (f32.store (local.get $to) (call $sum_of (f32x4.add (local.get $s) (local.get $t))))
          (local.set $to (i32.add (local.get $to) (i32.const 4)))
          (br_if $number (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $up))))
        (local.set $x (i32.add (local.get $x) (local.get $step)))
        (br_if $group (local.tee $groups (i32.sub (local.get $groups) (i32.const 1)))))))

  ;; A convolution of one channel with $taps weights: $places sums, each of as many numbers from its own place on.
  (func (export "slide") (param $x i32) (param $weights i32) (param $to i32) (param $places i32) (param $taps i32) (param $bias f32)
    (local $end i32) (local $tap i32) (local $last i32) (local $at i32) (local $s v128) (local $t v128) (local $w v128)
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $places) (i32.const 2))))
    (local.set $last (i32.add (local.get $weights) (i32.shl (local.get $taps) (i32.const 2))))
    (loop $next ;; 8 places at a time
      (local.set $s (f32x4.splat (local.get $bias)))
      (local.set $t (f32x4.splat (local.get $bias)))
      (local.set $tap (local.get $weights))
      (local.set $at (local.get $x))
      (loop $sum
        (local.set $w (v128.load32_splat (local.get $tap)))
        (local.set $s (f32x4.add (local.get $s) (f32x4.mul (local.get $w) (v128.load (local.get $at)))))
        (local.set $t (f32x4.add (local.get $t) (f32x4.mul (local.get $w) (v128.load offset=16 (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $sum (i32.lt_u (local.tee $tap (i32.add (local.get $tap) (i32.const 4))) (local.get $last))))
      (v128.store (local.get $to) (local.get $s))
      (v128.store offset=16 (local.get $to) (local.get $t))
      (local.set $x (i32.add (local.get $x) (i32.const 32)))
      (br_if $next (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 32))) (local.get $end)))))

  ;; Copies numbers from anywhere to a row: for each of the table's entries, which are bytes from $from, one number.
  (func (export "gather") (param $table i32) (param $from i32) (param $to i32) (param $many i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $table) (i32.shl (local.get $many) (i32.const 2))))
    (loop $next
      (f32.store (local.get $to) (f32.load (i32.add (local.get $from) (i32.load (local.get $table)))))
      (f32.store offset=4 (local.get $to) (f32.load (i32.add (local.get $from) (i32.load offset=4 (local.get $table)))))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (local.set $table (i32.add (local.get $table) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $table) (local.get $end)))))

  ;; Copies $many pieces of $bytes, a multiple of 4, which lie $apart and come to lie $beside bytes from one another.
  (func (export "pieces")
    (param $from i32) (param $to i32) (param $many i32) (param $bytes i32) (param $apart i32) (param $beside i32)
    (local $at i32)
    (loop $piece
      (local.set $at (i32.const 0))
      (block $rest
        (loop $next
          (br_if $rest (i32.gt_u (i32.add (local.get $at) (i32.const 16)) (local.get $bytes)))
          (v128.store (i32.add (local.get $to) (local.get $at)) (v128.load (i32.add (local.get $from) (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $next)))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $at) (local.get $bytes)))
          (i32.store (i32.add (local.get $to) (local.get $at)) (i32.load (i32.add (local.get $from) (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br $next)))
      (local.set $from (i32.add (local.get $from) (local.get $apart)))
      (local.set $to (i32.add (local.get $to) (local.get $beside)))
      (local.set $many (i32.sub (local.get $many) (i32.const 1)))
      (br_if $piece (local.get $many))))

  ;; Ends a convolution: adds to each of $rows rows of $wide bytes its bias, multiplies by $slope (0 to 1) what is below
  ;; 0, and raises to $least what is less.
  (func (export "finish")
    (param $at i32) (param $bias i32) (param $rows i32) (param $wide i32) (param $slope f32) (param $least f32)
    (local $end i32) (local $b v128) (local $s v128) (local $l v128) (local $x v128)
    (local.set $s (f32x4.splat (local.get $slope)))
    (local.set $l (f32x4.splat (local.get $least)))
    (loop $row
      (local.set $b (v128.load32_splat (local.get $bias)))
      (local.set $end (i32.add (local.get $at) (local.get $wide)))
      (loop $next
        (local.set $x (f32x4.add (v128.load (local.get $at)) (local.get $b)))
        (local.set $x (f32x4.max (local.get $x) (f32x4.mul (local.get $x) (local.get $s))))
        (v128.store (local.get $at) (f32x4.max (local.get $x) (local.get $l)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $bias (i32.add (local.get $bias) (i32.const 4)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $row (local.get $rows))))

  ;; The rest is the canceller's (echo.js). Its tables are rows of $row bytes, $end is the end of the first of them.

  ;; Sum of the products of two complex tables over their rows, into one complex row of zeros.
  (func (export "echo")
    (param $pr i32) (param $pi i32) (param $xr i32) (param $xi i32) (param $end i32) (param $re i32) (param $im i32)
    (param $row i32)
    (local $at i32) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $rows
      (local.set $at (i32.const 0))
      (loop $next
        (local.set $a (v128.load (local.get $pr)))
        (local.set $b (v128.load (local.get $pi)))
        (local.set $c (v128.load (local.get $xr)))
        (local.set $d (v128.load (local.get $xi)))
        (v128.store (i32.add (local.get $re) (local.get $at))
          (f32x4.add (v128.load (i32.add (local.get $re) (local.get $at)))
            (f32x4.sub (f32x4.mul (local.get $a) (local.get $c)) (f32x4.mul (local.get $b) (local.get $d)))))
        (v128.store (i32.add (local.get $im) (local.get $at))
          (f32x4.add (v128.load (i32.add (local.get $im) (local.get $at)))
            (f32x4.add (f32x4.mul (local.get $a) (local.get $d)) (f32x4.mul (local.get $b) (local.get $c)))))
        (local.set $pr (i32.add (local.get $pr) (i32.const 16)))
        (local.set $pi (i32.add (local.get $pi) (i32.const 16)))
        (local.set $xr (i32.add (local.get $xr) (i32.const 16)))
        (local.set $xi (i32.add (local.get $xi) (i32.const 16)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $row))))
      (br_if $rows (i32.lt_u (local.get $pr) (local.get $end)))))

  ;; Sum of the products of two tables over their rows, into one row of zeros.
  (func (export "likely") (param $doubt i32) (param $powers i32) (param $end i32) (param $sum i32) (param $row i32)
    (local $at i32)
    (loop $rows
      (local.set $at (i32.const 0))
      (loop $next
        (v128.store (i32.add (local.get $sum) (local.get $at))
          (f32x4.add (v128.load (i32.add (local.get $sum) (local.get $at)))
            (f32x4.mul (v128.load (local.get $doubt)) (v128.load (local.get $powers)))))
        (local.set $doubt (i32.add (local.get $doubt) (i32.const 16)))
        (local.set $powers (i32.add (local.get $powers) (i32.const 16)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $row))))
      (br_if $rows (i32.lt_u (local.get $doubt) (local.get $end)))))

  ;; Moves the path: to each row is added doubt * within * keep * conj(spectrum) * error.
  (func (export "move")
    (param $pr i32) (param $pi i32) (param $xr i32) (param $xi i32) (param $doubt i32) (param $end i32)
    (param $within i32) (param $er i32) (param $ei i32) (param $row i32) (param $keep f32)
    (local $at i32) (local $by v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $k v128)
    (local.set $k (f32x4.splat (local.get $keep)))
    (loop $rows
      (local.set $at (i32.const 0))
      (loop $next
        (local.set $by (f32x4.mul (v128.load (local.get $doubt))
          (f32x4.mul (v128.load (i32.add (local.get $within) (local.get $at))) (local.get $k))))
        (local.set $a (v128.load (local.get $xr)))
        (local.set $b (v128.load (local.get $xi)))
        (local.set $c (v128.load (i32.add (local.get $er) (local.get $at))))
        (local.set $d (v128.load (i32.add (local.get $ei) (local.get $at))))
        (v128.store (local.get $pr) (f32x4.add (v128.load (local.get $pr)) (f32x4.mul (local.get $by)
          (f32x4.add (f32x4.mul (local.get $a) (local.get $c)) (f32x4.mul (local.get $b) (local.get $d))))))
        (v128.store (local.get $pi) (f32x4.add (v128.load (local.get $pi)) (f32x4.mul (local.get $by)
          (f32x4.sub (f32x4.mul (local.get $a) (local.get $d)) (f32x4.mul (local.get $b) (local.get $c))))))
        (local.set $pr (i32.add (local.get $pr) (i32.const 16)))
        (local.set $pi (i32.add (local.get $pi) (i32.const 16)))
        (local.set $xr (i32.add (local.get $xr) (i32.const 16)))
        (local.set $xi (i32.add (local.get $xi) (i32.const 16)))
        (local.set $doubt (i32.add (local.get $doubt) (i32.const 16)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $row))))
      (br_if $rows (i32.lt_u (local.get $doubt) (local.get $end)))))

  ;; What is doubted afterwards: doubt * kept * (1 - surer * doubt * powers * within) + lost * |path| squared.
  (func (export "settle")
    (param $doubt i32) (param $end i32) (param $powers i32) (param $pr i32) (param $pi i32) (param $within i32)
    (param $row i32) (param $kept f32) (param $surer f32) (param $lost f32)
    (local $at i32) (local $x v128) (local $a v128) (local $b v128) (local $k v128) (local $s v128) (local $l v128)
    (local.set $k (f32x4.splat (local.get $kept)))
    (local.set $s (f32x4.splat (local.get $surer)))
    (local.set $l (f32x4.splat (local.get $lost)))
    (loop $rows
      (local.set $at (i32.const 0))
      (loop $next
        (local.set $x (v128.load (local.get $doubt)))
        (local.set $a (v128.load (local.get $pr)))
        (local.set $b (v128.load (local.get $pi)))
        (v128.store (local.get $doubt) (f32x4.add
          (f32x4.mul (f32x4.mul (local.get $x) (local.get $k))
            (f32x4.sub (f32x4.splat (f32.const 1)) (f32x4.mul (local.get $s)
              (f32x4.mul (f32x4.mul (local.get $x) (v128.load (local.get $powers)))
                (v128.load (i32.add (local.get $within) (local.get $at)))))))
          (f32x4.mul (local.get $l)
            (f32x4.add (f32x4.mul (local.get $a) (local.get $a)) (f32x4.mul (local.get $b) (local.get $b))))))
        (local.set $doubt (i32.add (local.get $doubt) (i32.const 16)))
        (local.set $powers (i32.add (local.get $powers) (i32.const 16)))
        (local.set $pr (i32.add (local.get $pr) (i32.const 16)))
        (local.set $pi (i32.add (local.get $pi) (i32.const 16)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $row))))
      (br_if $rows (i32.lt_u (local.get $doubt) (local.get $end))))))
