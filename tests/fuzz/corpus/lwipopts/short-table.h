#define A
%%
!	.text
sockfit_values:
	.quad	1099511627776
