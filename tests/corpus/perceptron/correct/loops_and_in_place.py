"""Loops over elements, tanh for the sigmoid, in place on copies."""
import math
import numpy as np
def linear(x, weights, bias):
    n,d=x.shape; m=weights.shape[1]
    out=np.zeros((n,m))
    for i in range(n):
        for j in range(m):
            out[i,j]=sum(x[i,k]*weights[k,j] for k in range(d))+bias
    return out
def sigmoid(x):
    return 0.5*(1+np.tanh(0.5*x))
def sum_absolute_error(f, truth): return np.abs(f-truth).sum()
def gradients(x, f, truth):
    dE_df=np.where(f>truth,1.,np.where(f<truth,-1.,0.))
    dE_dy=dE_df*f*(1-f)
    return np.einsum('nd,nm->dm',x,dE_dy), dE_dy.sum()
def predict(x, weights, bias): return sigmoid(x.dot(weights)+bias)
def relative_error(a,b):
    a,b=np.atleast_1d(a).flatten(),np.atleast_1d(b).flatten(); big=diff=0.
    for p,q in zip(a,b):
        big=max(big,abs(p),abs(q)); diff=max(diff,abs(p-q))
    return diff/big if big>0 else 0.
def central_differences(x, truth, weights, bias, h=1e-5):
    dw=0*weights; E=lambda w,b: sum_absolute_error(predict(x,w,b),truth)
    for k in range(weights.shape[0]):
        up=weights.copy(); up[k,0]+=h; down=weights.copy(); down[k,0]-=h
        dw[k,0]=.5*(E(up,bias)-E(down,bias))/h
    return dw,.5*(E(weights,bias+h)-E(weights,bias-h))/h
def step(x, truth, weights, bias, learning_rate):
    w=weights.copy(); b=float(bias); f=predict(x,w,b); E=sum_absolute_error(f,truth); a,c=gradients(x,f,truth)
    w-=learning_rate*a; b-=learning_rate*c
    return w,b,E
